package org.bayesagg.math.linalg;

import static org.bytedeco.openblas.global.openblas.CblasLeft;
import static org.bytedeco.openblas.global.openblas.CblasRight;

/**
 * Substitution in triangular factors by blocks. In float32 the diagonal blocks are inverted first,
 * so that all is products, which are more than twice as fast; in float64, where ill-conditioned
 * matrices are solved with, BLAS substitutes.
 */
final class BlockSubstitution {
  /** Fewer right-hand sides are not worth inverting blocks for. */
  private static final int LEAST = 32;

  private BlockSubstitution() {}

  /** As {@link Algebra#solve}. */
  static void solve(WorkerPool pool, CpuMatrix factor, CpuMatrix rows) {
    if (rows.rows() == 1) {
      TriangularBlas.trsv(factor, false, rows);
      TriangularBlas.trsv(factor, true, rows);
      return;
    }
    CpuMatrix inverses = inverses(pool, factor, rows.rows());
    double operations = (double) rows.rows() * rows.cols() * rows.cols();
    Pieces pieces = Pieces.of(rows.rows(), operations);
    pool.run(
        pieces.count(),
        (slot, i) -> {
          CpuMatrix own = rows.view(pieces.from(i), 0, pieces.size(i), rows.cols());
          if (inverses == null) {
            TriangularBlas.trsm(CblasRight, factor, true, own);
            TriangularBlas.trsm(CblasRight, factor, false, own);
          } else {
            right(factor, inverses, true, own);
            right(factor, inverses, false, own);
          }
        });
  }

  /** As {@link Algebra#substitute}. */
  static void substitute(WorkerPool pool, CpuMatrix factor, boolean transposed, CpuMatrix b) {
    CpuMatrix inverses = inverses(pool, factor, b.cols());
    Pieces pieces = Pieces.of(b.cols(), (double) b.rows() * b.rows() * b.cols() / 2);
    pool.run(
        pieces.count(),
        (slot, i) -> {
          CpuMatrix own = b.view(0, pieces.from(i), b.rows(), pieces.size(i));
          if (inverses == null) {
            TriangularBlas.trsm(CblasLeft, factor, transposed, own);
          } else {
            left(factor, inverses, transposed, own);
          }
        });
  }

  /** L_kk⁻¹ of every block, one below the other; null where they are not worth it. */
  private static CpuMatrix inverses(WorkerPool pool, CpuMatrix factor, int sides) {
    if (factor.precision() == Precision.DOUBLE || sides < LEAST) {
      return null;
    }
    Pieces blocks = blocks(factor);
    CpuMatrix inverses = Scratch.matrix(Precision.SINGLE, factor.rows(), blocks.size());
    pool.run(
        blocks.count(),
        (slot, k) -> {
          CpuMatrix inverse = inverse(inverses, blocks, k);
          Copies.copyLower(diagonal(factor, blocks, k), inverse);
          TriangleInverse.inPlace(inverse);
        });
    return inverses;
  }

  /** b L⁻¹, or b L⁻ᵀ where transposed, in place. */
  private static void right(CpuMatrix factor, CpuMatrix inverses, boolean transposed, CpuMatrix b) {
    Pieces blocks = blocks(factor);
    for (int step = 0; step < blocks.count(); step++) {
      int k = transposed ? step : blocks.count() - 1 - step;
      int from = blocks.from(k);
      int end = from + blocks.size(k);
      CpuMatrix own = b.view(0, from, b.rows(), blocks.size(k));
      if (step > 0 && transposed) {
        CpuMatrix known = b.view(0, 0, b.rows(), from);
        Blas.gemm(false, true, -1, known, factor.view(from, 0, end - from, from), 1, own);
      } else if (step > 0) {
        int rest = factor.rows() - end;
        CpuMatrix known = b.view(0, end, b.rows(), rest);
        Blas.gemm(false, false, -1, known, factor.view(end, from, rest, end - from), 1, own);
      }
      TriangularBlas.trmm(CblasRight, 1, inverse(inverses, blocks, k), transposed, own);
    }
  }

  /** L⁻¹b, or L⁻ᵀb where transposed, in place. */
  private static void left(CpuMatrix factor, CpuMatrix inverses, boolean transposed, CpuMatrix b) {
    Pieces blocks = blocks(factor);
    for (int step = 0; step < blocks.count(); step++) {
      int k = transposed ? blocks.count() - 1 - step : step;
      int from = blocks.from(k);
      int end = from + blocks.size(k);
      CpuMatrix own = b.view(from, 0, blocks.size(k), b.cols());
      if (step > 0 && transposed) {
        int rest = factor.rows() - end;
        CpuMatrix known = b.view(end, 0, rest, b.cols());
        Blas.gemm(true, false, -1, factor.view(end, from, rest, end - from), known, 1, own);
      } else if (step > 0) {
        CpuMatrix known = b.view(0, 0, from, b.cols());
        Blas.gemm(false, false, -1, factor.view(from, 0, end - from, from), known, 1, own);
      }
      TriangularBlas.trmm(CblasLeft, 1, inverse(inverses, blocks, k), transposed, own);
    }
  }

  private static Pieces blocks(CpuMatrix factor) {
    return Pieces.ofFactor(factor.rows());
  }

  private static CpuMatrix diagonal(CpuMatrix factor, Pieces blocks, int k) {
    return factor.view(blocks.from(k), blocks.from(k), blocks.size(k), blocks.size(k));
  }

  private static CpuMatrix inverse(CpuMatrix inverses, Pieces blocks, int k) {
    return inverses.view(blocks.from(k), 0, blocks.size(k), blocks.size(k));
  }
}
