package org.bayesagg.math.linalg;

import static org.bytedeco.openblas.global.openblas.CblasRight;

/**
 * A Cholesky factor by block columns from the left.
 *
 * <p>What is below a diagonal block is multiplied by the block's inverse: BLAS's substitution has a
 * third of a product's speed on blocks of this size. In float64, where ill-conditioned matrices are
 * factored, it is substituted all the same, which loses no digits to the block's condition. The
 * next diagonal block is factored as soon as it is known, beside what else is right of the panel.
 */
final class BlockCholesky {
  private final WorkerPool pool;
  private final CpuMatrix a;
  private final Pieces columns;

  /** L_kk⁻¹ of the block that was factored last; null in float64. */
  private final CpuMatrix inverse;

  private BlockCholesky(WorkerPool pool, CpuMatrix a) {
    this.pool = pool;
    this.a = a;
    this.columns = Pieces.ofFactor(a.rows());
    boolean single = a.precision() == Precision.SINGLE && columns.count() > 1;
    this.inverse = single ? Scratch.matrix(a.precision(), columns.size(), columns.size()) : null;
  }

  /** As {@link Algebra#cholesky}. */
  static int factor(WorkerPool pool, CpuMatrix a) {
    return new BlockCholesky(pool, a).run();
  }

  private int run() {
    int minor = diagonal(0);
    for (int k = 0; minor == 0 && k < columns.count() - 1; k++) {
      divide(k);
      minor = subtract(k);
    }
    return minor;
  }

  /** Factors a diagonal block; the order of the first minor that is not positive, or 0. */
  private int diagonal(int k) {
    int size = columns.size(k);
    CpuMatrix block = a.view(columns.from(k), columns.from(k), size, size);
    // It reads its result's diagonal through this thread's scratch, where the last inverse may be,
    // which has served.
    int minor = TriangularBlas.potrf(block);
    if (minor == 0 && inverse != null && k < columns.count() - 1) {
      Copies.copyLower(block, inverse);
      TriangleInverse.inPlace(inverse);
    }
    return minor == 0 ? 0 : columns.from(k) + minor;
  }

  /** The panel below a diagonal block becomes panel L⁻ᵀ. */
  private void divide(int k) {
    CpuMatrix panel = panel(k);
    CpuMatrix block = a.view(columns.from(k), columns.from(k), columns.size(), columns.size());
    Pieces rows = Pieces.ofPanel(panel.rows());
    pool.run(
        rows.count(),
        (slot, i) -> {
          if (inverse == null) {
            TriangularBlas.trsm(CblasRight, block, true, rows(panel, rows, i));
          } else {
            TriangularBlas.trmm(CblasRight, 1, inverse, true, rows(panel, rows, i));
          }
        });
  }

  /** Lower triangle of what is right of a panel less panel panelᵀ; the next diagonal factored. */
  private int subtract(int k) {
    CpuMatrix panel = panel(k);
    int next = columns.from(k + 1);
    CpuMatrix rest = a.view(next, next, panel.rows(), panel.rows());
    Pieces tiles = Pieces.ofUpdate(rest.rows(), columns.size());
    int[] minor = new int[1];
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
          if (index == 0) {
            minor[0] = diagonal(k + 1);
          }
        });
    return minor[0];
  }

  private CpuMatrix panel(int k) {
    int next = columns.from(k) + columns.size();
    return a.view(next, columns.from(k), a.rows() - next, columns.size());
  }

  private static CpuMatrix rows(CpuMatrix panel, Pieces pieces, int i) {
    return panel.view(pieces.from(i), 0, pieces.size(i), panel.cols());
  }
}
