package org.bayesagg.math.linalg;

/**
 * Sums of lower triangles in any precisions, by pieces of some rows each. Long rows end at the
 * piece's last diagonal; adding all of short ones, which lie end to end, takes less time than a
 * call for each.
 */
final class LowerSum {
  /** Elements of a piece: its rows stay in the second cache for the three passes over them. */
  private static final int PIECE = 1 << 15;

  private static final int SHORT = 1024;

  private LowerSum() {}

  /** Lower triangle of {@code to} = keep · to + {@code from}. */
  static void add(WorkerPool pool, double keep, CpuMatrix to, CpuMatrix from) {
    int cols = to.cols();
    int rows = Math.max(1, PIECE / Math.max(1, cols));
    Pieces pieces = new Pieces(to.rows(), rows);
    Algebra.IndexedWork piece =
        (slot, i) -> {
          int end = cols <= SHORT ? cols : pieces.from(i) + pieces.size(i);
          CpuMatrix target = to.view(pieces.from(i), 0, pieces.size(i), end);
          CpuMatrix added = from.view(pieces.from(i), 0, pieces.size(i), end);
          if (added.precision() != target.precision()) {
            CpuMatrix converted = Scratch.matrix(target.precision(), added.rows(), end);
            Copies.copy(added, converted);
            added = converted;
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
}
