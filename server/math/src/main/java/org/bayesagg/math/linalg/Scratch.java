package org.bayesagg.math.linalg;

import java.util.concurrent.atomic.AtomicLong;

/** A matrix of each precision that a thread keeps for what it needs for a moment. */
final class Scratch {
  private static final int LEAST = 1 << 15;

  private static final ThreadLocal<Scratch> OWN = ThreadLocal.withInitial(Scratch::new);

  /** Threads outlive algebras: none counts what they keep. */
  private final AtomicLong open = new AtomicLong();

  private CpuMatrix singles;
  private CpuMatrix doubles;

  private Scratch() {}

  /** Whatever it holds, until the thread's next call. */
  static CpuMatrix matrix(Precision precision, int rows, int cols) {
    return OWN.get().of(precision, rows, cols);
  }

  private CpuMatrix of(Precision precision, int rows, int cols) {
    CpuMatrix held = precision == Precision.SINGLE ? singles : doubles;
    if (held == null || held.cols() < rows * cols) {
      if (held != null) {
        held.close();
      }
      held = CpuMatrix.zeros(precision, 1, Math.max(LEAST, rows * cols), open);
      if (precision == Precision.SINGLE) {
        singles = held;
      } else {
        doubles = held;
      }
    }
    return held.reshaped(rows, cols);
  }
}
