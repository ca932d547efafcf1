package org.bayesagg.math.linalg;

import static org.bytedeco.openblas.global.openblas.CblasRight;

/** Products of triangular matrices, and those that have one for a result. */
final class Triangles {
  private Triangles() {}

  /** As {@link Algebra#gram}, by tiles. */
  static void gram(WorkerPool pool, double alpha, CpuMatrix x, double beta, CpuMatrix c) {
    Pieces blocks = Pieces.ofGram(c.rows());
    pool.run(
        TilePair.count(blocks.count()),
        (slot, index) -> {
          TilePair tile = TilePair.of(index);
          CpuMatrix left = columns(x, blocks, tile.row());
          CpuMatrix target = tile.of(c, blocks);
          if (tile.row() == tile.col()) {
            Blas.syrk(true, alpha, left, beta, target);
          } else {
            CpuMatrix right = columns(x, blocks, tile.col());
            Blas.gemm(true, false, alpha, left, right, beta, target);
          }
        });
  }

  private static CpuMatrix columns(CpuMatrix x, Pieces blocks, int i) {
    return x.view(0, blocks.from(i), x.rows(), blocks.size(i));
  }

  /** As {@link Algebra#multiplyTriangle}: the zeros of W are left out. */
  static void multiply(WorkerPool pool, CpuMatrix w, boolean transposed, CpuMatrix rows) {
    Pieces pieces = Pieces.of(rows.rows(), (double) rows.rows() * w.rows() * w.rows() / 2);
    pool.run(
        pieces.count(),
        (slot, i) ->
            TriangularBlas.trmm(
                CblasRight,
                1,
                w,
                transposed,
                rows.view(pieces.from(i), 0, pieces.size(i), rows.cols())));
  }
}
