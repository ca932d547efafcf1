package org.bayesagg.math.linalg;

import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** OpenBLAS's products and sums of matrices and rows, in their precision. */
final class Blas {
  private Blas() {}

  private static boolean single(CpuMatrix a) {
    return a.precision() == Precision.SINGLE;
  }

  private static int op(boolean transposed) {
    return transposed ? CblasTrans : CblasNoTrans;
  }

  static void gemm(
      boolean transposeA,
      boolean transposeB,
      double alpha,
      CpuMatrix a,
      CpuMatrix b,
      double beta,
      CpuMatrix c) {
    int k = transposeA ? a.rows() : a.cols();
    if (single(c)) {
      openblas.cblas_sgemm(
          CblasRowMajor,
          op(transposeA),
          op(transposeB),
          c.rows(),
          c.cols(),
          k,
          (float) alpha,
          a.floats(0),
          a.stride(),
          b.floats(0),
          b.stride(),
          (float) beta,
          c.floats(0),
          c.stride());
    } else {
      openblas.cblas_dgemm(
          CblasRowMajor,
          op(transposeA),
          op(transposeB),
          c.rows(),
          c.cols(),
          k,
          alpha,
          a.doubles(0),
          a.stride(),
          b.doubles(0),
          b.stride(),
          beta,
          c.doubles(0),
          c.stride());
    }
  }

  /** c [n, 1] = a b for the one row b of a matrix, in float64. */
  static void gemv(CpuMatrix a, CpuMatrix b, CpuMatrix c) {
    openblas.cblas_dgemv(
        CblasRowMajor,
        CblasNoTrans,
        a.rows(),
        a.cols(),
        1,
        a.doubles(0),
        a.stride(),
        b.doubles(0),
        1,
        0,
        c.doubles(0),
        c.stride());
  }

  /** Lower triangle of c = α xᵀx + β c, or α x xᵀ + β c. */
  static void syrk(boolean transposed, double alpha, CpuMatrix x, double beta, CpuMatrix c) {
    int k = transposed ? x.rows() : x.cols();
    if (single(c)) {
      openblas.cblas_ssyrk(
          CblasRowMajor,
          CblasLower,
          op(transposed),
          c.rows(),
          k,
          (float) alpha,
          x.floats(0),
          x.stride(),
          (float) beta,
          c.floats(0),
          c.stride());
    } else {
      openblas.cblas_dsyrk(
          CblasRowMajor,
          CblasLower,
          op(transposed),
          c.rows(),
          k,
          alpha,
          x.doubles(0),
          x.stride(),
          beta,
          c.doubles(0),
          c.stride());
    }
  }

  /** Inner products of rows of each, in float64. */
  static void dots(CpuMatrix a, CpuMatrix b, int from, int count, double[] to, int at) {
    if (single(a)) {
      FloatPointer left = a.floats(from);
      FloatPointer right = b.floats(from);
      for (int i = 0; i < count; i++) {
        to[at + i] = openblas.cblas_dsdot(a.cols(), left, 1, right, 1);
        left.position(left.position() + a.stride());
        right.position(right.position() + b.stride());
      }
    } else {
      DoublePointer left = a.doubles(from);
      DoublePointer right = b.doubles(from);
      for (int i = 0; i < count; i++) {
        to[at + i] = openblas.cblas_ddot(a.cols(), left, 1, right, 1);
        left.position(left.position() + a.stride());
        right.position(right.position() + b.stride());
      }
    }
  }

  /** {@code to} = keep · to + {@code from}, element by element, in one precision. */
  static void scaleAndAdd(double keep, CpuMatrix to, CpuMatrix from) {
    if (to.contiguous() && from.contiguous()) {
      scaleAndAdd(keep, to, from, 0, Math.multiplyExact(to.rows(), to.cols()));
      return;
    }
    for (int i = 0; i < to.rows(); i++) {
      scaleAndAdd(keep, to, from, i, to.cols());
    }
  }

  private static void scaleAndAdd(double keep, CpuMatrix to, CpuMatrix from, int row, int count) {
    if (keep != 1) {
      scal(keep, to, row, count);
    }
    if (single(to)) {
      openblas.cblas_saxpy(count, 1, from.floats(row), 1, to.floats(row), 1);
    } else {
      openblas.cblas_daxpy(count, 1, from.doubles(row), 1, to.doubles(row), 1);
    }
  }

  /** Multiplies {@code count} elements from the start of a row. */
  static void scal(double factor, CpuMatrix a, int row, int count) {
    if (single(a)) {
      openblas.cblas_sscal(count, (float) factor, a.floats(row), 1);
    } else {
      openblas.cblas_dscal(count, factor, a.doubles(row), 1);
    }
  }
}
