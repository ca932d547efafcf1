package org.bayesagg.math.linalg;

/**
 * Products of float32 inputs in float64, widened tile by tile in the cache: inputs of twice the
 * size would have to be written and read again in each.
 */
final class WideProduct {
  /** Elements of a widened tile: 256 KB. */
  private static final int TILE = 1 << 15;

  /** Columns of a piece of a sum. */
  private static final int COLUMNS = 256;

  private WideProduct() {}

  /** As {@link Algebra#wideProduct}. */
  static void product(WorkerPool pool, CpuMatrix x, CpuMatrix b, CpuMatrix c) {
    int p = x.cols();
    Pieces rows = new Pieces(x.rows(), Math.max(1, TILE / p));
    run(
        pool,
        rows.count(),
        x,
        b.rows(),
        (slot, i) -> {
          CpuMatrix tile = widened(x.view(rows.from(i), 0, rows.size(i), p));
          CpuMatrix target = c.view(rows.from(i), 0, rows.size(i), b.rows());
          if (b.rows() == 1) {
            Blas.gemv(tile, b, target);
          } else {
            Blas.gemm(false, true, 1, tile, b, 0, target);
          }
        });
  }

  /** As {@link Algebra#wideSum}. */
  static void sum(WorkerPool pool, double alpha, CpuMatrix a, CpuMatrix x, CpuMatrix c) {
    Pieces columns = new Pieces(x.cols(), COLUMNS);
    Pieces rows = new Pieces(x.rows(), TILE / COLUMNS);
    run(
        pool,
        columns.count(),
        x,
        a.cols(),
        (slot, j) -> {
          int from = columns.from(j);
          int size = columns.size(j);
          CpuMatrix target = c.view(0, from, a.cols(), size);
          for (int i = 0; i < rows.count(); i++) {
            CpuMatrix tile = widened(x.view(rows.from(i), from, rows.size(i), size));
            CpuMatrix left = a.view(rows.from(i), 0, rows.size(i), a.cols());
            Blas.gemm(true, false, alpha, left, tile, i == 0 ? 0 : 1, target);
          }
        });
  }

  /** A tile is read more slowly than it is multiplied by few columns. */
  private static void run(
      WorkerPool pool, int pieces, CpuMatrix x, int sides, Algebra.IndexedWork work) {
    double operations = (double) x.rows() * x.cols() * Math.max(sides, CpuAlgebra.ELEMENT);
    if (operations < Pieces.WORTH) {
      for (int i = 0; i < pieces; i++) {
        work.run(0, i);
      }
    } else {
      pool.run(pieces, work);
    }
  }

  private static CpuMatrix widened(CpuMatrix x) {
    CpuMatrix wide = Scratch.matrix(Precision.DOUBLE, x.rows(), x.cols());
    Copies.copy(x, wide);
    return wide;
  }
}
