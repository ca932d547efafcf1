package org.bayesagg.faults.abuse;

import java.io.IOException;
import org.bayesagg.faults.process.Metrics;
import org.bayesagg.faults.process.Reading;
import org.bayesagg.faults.process.ServerNode;

/**
 * What a server holds when it has nothing to do.
 *
 * @param heapBytes after a collection
 * @param reading the rest
 */
record ServerState(double heapBytes, Reading reading) {
  private static final double HEAP_SLACK = 16 << 20;
  private static final double DIRECT_SLACK = 16 << 20;

  /** Pools that have a thread more for each task until they are full. */
  private static final int THREADS_SLACK = 8;

  private static final int DESCRIPTORS_SLACK = 8;

  /** Reads it. */
  static ServerState of(ServerNode server) throws IOException {
    Reading collected = Reading.collected(server, 0, 0);
    return new ServerState(
        Metrics.of(server).sum("jvm_memory_bytes_used{area=\"heap\",}"), collected);
  }

  /** Whether no more is held than was before. */
  boolean isBackTo(ServerState before) {
    return heapBytes <= before.heapBytes + HEAP_SLACK
        && reading.directBytes() <= before.reading.directBytes() + DIRECT_SLACK
        && reading.threads() <= before.reading.threads() + THREADS_SLACK
        && reading.descriptors() <= before.reading.descriptors() + DESCRIPTORS_SLACK;
  }

  /** For people. */
  String text() {
    return String.format(
        "heap %.0f MB, direct %.0f MB, RSS %.0f MB, %.0f threads, %.0f descriptors",
        heapBytes / 1e6,
        reading.directBytes() / 1e6,
        reading.residentBytes() / 1e6,
        reading.threads(),
        reading.descriptors());
  }
}
