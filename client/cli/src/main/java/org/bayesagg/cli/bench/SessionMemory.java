package org.bayesagg.cli.bench;

import java.util.Locale;

/**
 * Memory of a shape's sessions: said and measured.
 *
 * <p>Matrices and heap are counted exactly. Resident memory also grows by what the allocators of
 * JVM and C keep for later, and by compiled code.
 *
 * @param toldBytes the footprints that the server answered when it created them
 * @param matrixBytes by which the engine's matrices grew
 * @param heapBytes by which the heap grew, garbage collected before and after
 * @param rssBytes by which resident memory grew
 */
record SessionMemory(double toldBytes, double matrixBytes, double heapBytes, double rssBytes) {
  private static final double PERCENT = 100;

  static SessionMemory between(HeldMemory before, HeldMemory after, long toldBytes) {
    return new SessionMemory(
        toldBytes,
        after.matrixBytes() - before.matrixBytes(),
        after.heapBytes() - before.heapBytes(),
        after.rssBytes() - before.rssBytes());
  }

  /** What the sessions hold. */
  double measuredBytes() {
    return matrixBytes + heapBytes;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "told %s, measured %s (%+.0f%%): matrices %s, heap %s; RSS grew by %s",
        Figures.bytes(toldBytes),
        Figures.bytes(measuredBytes()),
        PERCENT * (measuredBytes() / toldBytes - 1),
        Figures.bytes(matrixBytes),
        Figures.bytes(heapBytes),
        Figures.bytes(rssBytes));
  }
}
