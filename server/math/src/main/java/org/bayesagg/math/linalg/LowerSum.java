package org.bayesagg.math.linalg;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Sums of lower triangles in any precisions, by whole rows: adding what is above the diagonal too
 * takes less time than stepping over it.
 */
final class LowerSum {
  /** Elements of a piece: its rows stay in the second cache for the three passes over them. */
  private static final int PIECE = 1 << 15;

  private static final ThreadLocal<Converted> CONVERTED = ThreadLocal.withInitial(Converted::new);

  private LowerSum() {}

  /** Lower triangle of {@code to} = keep · to + {@code from}. */
  static void add(WorkerPool pool, double keep, CpuMatrix to, CpuMatrix from) {
    int cols = to.cols();
    int rows = Math.max(1, PIECE / Math.max(1, cols));
    Pieces pieces = new Pieces(to.rows(), rows);
    Engine.IndexedWork piece =
        (slot, i) -> {
          CpuMatrix target = to.view(pieces.from(i), 0, pieces.size(i), cols);
          CpuMatrix added = from.view(pieces.from(i), 0, pieces.size(i), cols);
          if (added.precision() != target.precision()) {
            added = CONVERTED.get().of(added, target.precision());
          }
          Blas.scaleAndAdd(keep, target, added);
        };
    if ((double) to.rows() * cols < PIECE) {
      for (int i = 0; i < pieces.count(); i++) {
        piece.run(0, i);
      }
    } else {
      pool.run(pieces.count(), piece);
    }
  }

  /** One thread's rows in the other precision. */
  private static final class Converted {
    /** Threads outlive engines: no engine counts what they keep. */
    private final AtomicLong open = new AtomicLong();

    private CpuMatrix singles;
    private CpuMatrix doubles;

    CpuMatrix of(CpuMatrix from, Precision precision) {
      CpuMatrix held = precision == Precision.SINGLE ? singles : doubles;
      if (held == null || (long) held.rows() * held.cols() < (long) from.rows() * from.cols()) {
        if (held != null) {
          held.close();
        }
        held = CpuMatrix.zeros(precision, 1, Math.max(PIECE, from.rows() * from.cols()), open);
        if (precision == Precision.SINGLE) {
          singles = held;
        } else {
          doubles = held;
        }
      }
      CpuMatrix converted = held.reshaped(from.rows(), from.cols());
      Blas.copy(from, converted);
      return converted;
    }
  }
}
