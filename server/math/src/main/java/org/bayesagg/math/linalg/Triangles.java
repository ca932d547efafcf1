package org.bayesagg.math.linalg;

import static org.bytedeco.openblas.global.openblas.CblasLeft;
import static org.bytedeco.openblas.global.openblas.CblasRight;

/**
 * Factorisations and products of triangular matrices by blocks, whose bulk is plain products: these
 * reach twice the speed of LAPACK's own routines here, and run side by side.
 */
final class Triangles {
  private Triangles() {}

  /**
   * As {@link Engine#cholesky}: block columns from the left; what is below and right of them is
   * updated in smaller tiles, so that all threads have work.
   */
  static int cholesky(WorkerPool pool, CpuMatrix a) {
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
        CpuMatrix rest = a.view(next, next, q - next, q - next);
        Pieces tiles = new Pieces(q - next, Math.max(1, columns.size() / 2));
        pool.run(
            tiles.count(),
            (slot, i) -> Blas.trsm(CblasRight, diagonal, true, rows(panel, tiles, i)));
        pool.run(
            tiles.count() * (tiles.count() + 1) / 2,
            (slot, pair) -> {
              int i = rowOf(pair);
              int j = pair - start(i);
              if (i == j) {
                Blas.syrk(false, -1, rows(panel, tiles, i), 1, block(rest, tiles, i, i));
              } else {
                Blas.gemm(
                    false,
                    true,
                    -1,
                    rows(panel, tiles, i),
                    rows(panel, tiles, j),
                    1,
                    block(rest, tiles, i, j));
              }
            });
      }
    }
    return 0;
  }

  private static CpuMatrix rows(CpuMatrix panel, Pieces tiles, int i) {
    return panel.view(tiles.from(i), 0, tiles.size(i), panel.cols());
  }

  /** As {@link Engine#gram}, by tiles. */
  static void gram(WorkerPool pool, double alpha, CpuMatrix x, double beta, CpuMatrix c) {
    Pieces blocks = Pieces.ofTriangle(c.rows());
    int count = blocks.count();
    pool.run(
        count * (count + 1) / 2,
        (slot, pair) -> {
          int i = rowOf(pair);
          int j = pair - start(i);
          CpuMatrix left = x.view(0, blocks.from(i), x.rows(), blocks.size(i));
          CpuMatrix tile = block(c, blocks, i, j);
          if (i == j) {
            Blas.syrk(true, alpha, left, beta, tile);
          } else {
            CpuMatrix right = x.view(0, blocks.from(j), x.rows(), blocks.size(j));
            Blas.gemm(true, false, alpha, left, right, beta, tile);
          }
        });
  }

  /** As {@link Engine#invertTriangle}: each block column by forward substitution, apart. */
  static void invert(WorkerPool pool, CpuMatrix l, CpuMatrix w) {
    Pieces blocks = Pieces.ofTriangle(l.rows());
    int count = blocks.count();
    pool.run(
        count,
        (slot, j) -> {
          int from = blocks.from(j);
          int size = blocks.size(j);
          w.view(0, from, from + size, size).clear();
          CpuMatrix diagonal = w.view(from, from, size, size);
          for (int i = 0; i < size; i++) {
            Blas.copy(l.view(from + i, from, 1, i + 1), w.view(from + i, from, 1, i + 1));
          }
          Blas.trtri(diagonal);
          for (int i = j + 1; i < count; i++) {
            // W_ij = −L_ii⁻¹ Σ_{j ≤ k < i} L_ik W_kj.
            int rows = blocks.size(i);
            int known = blocks.from(i) - from;
            CpuMatrix tile = w.view(blocks.from(i), from, rows, size);
            Blas.gemm(
                false,
                false,
                -1,
                l.view(blocks.from(i), from, rows, known),
                w.view(from, from, known, size),
                0,
                tile);
            Blas.trsm(CblasLeft, block(l, blocks, i, i), false, tile);
          }
        });
  }

  /** As {@link Engine#multiplyTriangle}: the zeros of W are left out. */
  static void multiply(WorkerPool pool, CpuMatrix x, CpuMatrix w, boolean transposed, CpuMatrix c) {
    int q = w.rows();
    Pieces columns = Pieces.ofTriangle(q);
    Pieces rows = Pieces.of(x.rows(), (double) x.rows() * q * q / 2);
    int count = columns.count();
    pool.run(
        count * rows.count(),
        (slot, piece) -> {
          int step = piece / rows.count();
          // The longest products first.
          int j = transposed ? count - 1 - step : step;
          int row = rows.from(piece % rows.count());
          int n = rows.size(piece % rows.count());
          int from = columns.from(j);
          int size = columns.size(j);
          CpuMatrix tile = c.view(row, from, n, size);
          if (transposed) {
            int k = from + size;
            Blas.gemm(false, true, 1, x.view(row, 0, n, k), w.view(from, 0, size, k), 0, tile);
          } else {
            int k = q - from;
            Blas.gemm(
                false, false, 1, x.view(row, from, n, k), w.view(from, from, k, size), 0, tile);
          }
        });
  }

  private static CpuMatrix block(CpuMatrix a, Pieces blocks, int i, int j) {
    return a.view(blocks.from(i), blocks.from(j), blocks.size(i), blocks.size(j));
  }

  /** The row of a pair that is counted along a lower triangle. */
  private static int rowOf(int pair) {
    int row = (int) ((Math.sqrt(8.0 * pair + 1) - 1) / 2);
    return start(row + 1) <= pair ? row + 1 : row;
  }

  /** Pairs before a row of a lower triangle. */
  private static int start(int row) {
    return row * (row + 1) / 2;
  }
}
