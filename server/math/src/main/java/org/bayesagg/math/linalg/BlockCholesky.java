package org.bayesagg.math.linalg;

import static org.bytedeco.openblas.global.openblas.CblasRight;

/**
 * Cholesky factors by block columns from the left.
 *
 * <p>What is below a diagonal block is multiplied by the block's inverse: LAPACK's substitution has
 * a third of a product's speed on blocks of this size. In float64, where ill-conditioned matrices
 * are factored, it is substituted all the same, which loses no digits to the block's condition.
 */
final class BlockCholesky {
  private BlockCholesky() {}

  /** As {@link Engine#cholesky}. */
  static int factor(WorkerPool pool, CpuMatrix a) {
    int q = a.rows();
    Pieces columns = Pieces.ofFactor(q);
    for (int k = 0; k < columns.count(); k++) {
      int from = columns.from(k);
      int size = columns.size(k);
      CpuMatrix diagonal = a.view(from, from, size, size);
      int minor = Blas.potrf(diagonal);
      if (minor != 0) {
        return from + minor;
      }
      int next = from + size;
      if (next < q) {
        CpuMatrix panel = a.view(next, from, q - next, size);
        divide(pool, diagonal, panel);
        subtract(pool, panel, a.view(next, next, q - next, q - next));
      }
    }
    return 0;
  }

  /** panel = panel L⁻ᵀ. */
  private static void divide(WorkerPool pool, CpuMatrix diagonal, CpuMatrix panel) {
    Pieces rows = Pieces.ofPanel(panel.rows());
    if (diagonal.precision() == Precision.DOUBLE) {
      pool.run(
          rows.count(), (slot, i) -> Blas.trsm(CblasRight, diagonal, true, rows(panel, rows, i)));
      return;
    }
    CpuMatrix inverse = Scratch.matrix(Precision.SINGLE, diagonal.rows(), diagonal.rows());
    Blas.copyLower(diagonal, inverse);
    TriangleInverse.inPlace(inverse);
    pool.run(
        rows.count(), (slot, i) -> Blas.trmm(CblasRight, 1, inverse, true, rows(panel, rows, i)));
  }

  /** Lower triangle of rest = rest − panel panelᵀ. */
  private static void subtract(WorkerPool pool, CpuMatrix panel, CpuMatrix rest) {
    Pieces tiles = Pieces.ofUpdate(rest.rows());
    pool.run(
        TilePair.count(tiles.count()),
        (slot, index) -> {
          TilePair tile = TilePair.of(index);
          CpuMatrix target = tile.of(rest, tiles);
          CpuMatrix left = rows(panel, tiles, tile.row());
          if (tile.row() == tile.col()) {
            Blas.syrk(false, -1, left, 1, target);
          } else {
            Blas.gemm(false, true, -1, left, rows(panel, tiles, tile.col()), 1, target);
          }
        });
  }

  private static CpuMatrix rows(CpuMatrix panel, Pieces pieces, int i) {
    return panel.view(pieces.from(i), 0, pieces.size(i), panel.cols());
  }
}
