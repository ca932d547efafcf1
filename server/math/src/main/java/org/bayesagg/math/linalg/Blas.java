package org.bayesagg.math.linalg;

import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasNonUnit;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * OpenBLAS calls on matrices, in their precision.
 *
 * <p>LAPACK is called column-major with the other triangle's name: a row-major lower triangle is a
 * column-major upper one, so nothing is transposed.
 */
final class Blas {
  private static final byte ROW_MAJOR_LOWER = 'U';

  private static final byte WHOLE = 'A';

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

  /** b = op(L)⁻¹ b on the left, or b op(L)⁻¹ on the right. */
  static void trsm(int side, CpuMatrix lower, boolean transposed, CpuMatrix b) {
    if (single(b)) {
      openblas.cblas_strsm(
          CblasRowMajor,
          side,
          CblasLower,
          op(transposed),
          CblasNonUnit,
          b.rows(),
          b.cols(),
          1,
          lower.floats(0),
          lower.stride(),
          b.floats(0),
          b.stride());
    } else {
      openblas.cblas_dtrsm(
          CblasRowMajor,
          side,
          CblasLower,
          op(transposed),
          CblasNonUnit,
          b.rows(),
          b.cols(),
          1,
          lower.doubles(0),
          lower.stride(),
          b.doubles(0),
          b.stride());
    }
  }

  /** b = α op(L) b on the left, or α b op(L) on the right. */
  static void trmm(int side, double alpha, CpuMatrix lower, boolean transposed, CpuMatrix b) {
    if (single(b)) {
      openblas.cblas_strmm(
          CblasRowMajor,
          side,
          CblasLower,
          op(transposed),
          CblasNonUnit,
          b.rows(),
          b.cols(),
          (float) alpha,
          lower.floats(0),
          lower.stride(),
          b.floats(0),
          b.stride());
    } else {
      openblas.cblas_dtrmm(
          CblasRowMajor,
          side,
          CblasLower,
          op(transposed),
          CblasNonUnit,
          b.rows(),
          b.cols(),
          alpha,
          lower.doubles(0),
          lower.stride(),
          b.doubles(0),
          b.stride());
    }
  }

  /** x = op(L)⁻¹ x for the one row x of a matrix. */
  static void trsv(CpuMatrix lower, boolean transposed, CpuMatrix x) {
    int q = x.cols();
    if (single(x)) {
      openblas.cblas_strsv(
          CblasRowMajor,
          CblasLower,
          op(transposed),
          CblasNonUnit,
          q,
          lower.floats(0),
          lower.stride(),
          x.floats(0),
          1);
    } else {
      openblas.cblas_dtrsv(
          CblasRowMajor,
          CblasLower,
          op(transposed),
          CblasNonUnit,
          q,
          lower.doubles(0),
          lower.stride(),
          x.doubles(0),
          1);
    }
  }

  /** As {@link Engine#cholesky}, in one piece. */
  static int potrf(CpuMatrix a) {
    int info =
        single(a)
            ? openblas.LAPACKE_spotrf_work(
                LAPACK_COL_MAJOR, ROW_MAJOR_LOWER, a.rows(), a.floats(0), a.stride())
            : openblas.LAPACKE_dpotrf_work(
                LAPACK_COL_MAJOR, ROW_MAJOR_LOWER, a.rows(), a.doubles(0), a.stride());
    return info != 0 ? info : firstNotPositive(a.diagonal());
  }

  /** OpenBLAS lets values that are no number pass; they all show on the diagonal of the factor. */
  private static int firstNotPositive(double[] diagonal) {
    for (int i = 0; i < diagonal.length; i++) {
      if (!(diagonal[i] > 0 && diagonal[i] < Double.POSITIVE_INFINITY)) {
        return i + 1;
      }
    }
    return 0;
  }

  /** L⁻¹ in place, in one piece; the upper triangle is left alone. */
  static void trtri(CpuMatrix a) {
    int info =
        single(a)
            ? openblas.LAPACKE_strtri_work(
                LAPACK_COL_MAJOR, ROW_MAJOR_LOWER, (byte) 'N', a.rows(), a.floats(0), a.stride())
            : openblas.LAPACKE_dtrtri_work(
                LAPACK_COL_MAJOR, ROW_MAJOR_LOWER, (byte) 'N', a.rows(), a.doubles(0), a.stride());
    if (info != 0) {
      throw new IllegalStateException("trtri refused argument or pivot " + info);
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

  /** Copies what is below the diagonal in column j to the right of it in row j. */
  static void mirror(CpuMatrix a, int j) {
    int count = a.rows() - 1 - j;
    if (count == 0) {
      return;
    }
    if (single(a)) {
      openblas.cblas_scopy(
          count, a.floats(j + 1).getPointer(j), a.stride(), a.floats(j).getPointer(j + 1), 1);
    } else {
      openblas.cblas_dcopy(
          count, a.doubles(j + 1).getPointer(j), a.stride(), a.doubles(j).getPointer(j + 1), 1);
    }
  }

  /** to = from, element by element, in whatever precisions. */
  static void copy(CpuMatrix from, CpuMatrix to) {
    if (from.contiguous() && to.contiguous()) {
      int count = Math.multiplyExact(from.rows(), from.cols());
      copy(from.reshaped(1, count), to.reshaped(1, count), WHOLE);
    } else {
      copy(from, to, WHOLE);
    }
  }

  /** Lower triangle of to = that of from, in one precision. */
  static void copyLower(CpuMatrix from, CpuMatrix to) {
    copy(from, to, ROW_MAJOR_LOWER);
  }

  private static void copy(CpuMatrix from, CpuMatrix to, byte part) {
    int rows = from.rows();
    int cols = from.cols();
    int lda = from.stride();
    int ldb = to.stride();
    if (single(from) && single(to)) {
      openblas.LAPACKE_slacpy_work(
          LAPACK_COL_MAJOR, part, cols, rows, from.floats(0), lda, to.floats(0), ldb);
    } else if (single(from)) {
      openblas.LAPACKE_slag2d_work(
          LAPACK_COL_MAJOR, cols, rows, from.floats(0), lda, to.doubles(0), ldb);
    } else if (single(to)) {
      int info =
          openblas.LAPACKE_dlag2s_work(
              LAPACK_COL_MAJOR, cols, rows, from.doubles(0), lda, to.floats(0), ldb);
      if (info != 0) {
        throw new ArithmeticException("a value beyond float32");
      }
    } else {
      openblas.LAPACKE_dlacpy_work(
          LAPACK_COL_MAJOR, part, cols, rows, from.doubles(0), lda, to.doubles(0), ldb);
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

  /** {@code to} [1, n] = the diagonal of a, or the other way round, in one precision. */
  static void copyDiagonal(CpuMatrix a, CpuMatrix to, boolean back) {
    int count = Math.min(a.rows(), a.cols());
    int step = a.stride() + 1;
    if (single(a)) {
      if (back) {
        openblas.cblas_scopy(count, to.floats(0), 1, a.floats(0), step);
      } else {
        openblas.cblas_scopy(count, a.floats(0), step, to.floats(0), 1);
      }
    } else if (back) {
      openblas.cblas_dcopy(count, to.doubles(0), 1, a.doubles(0), step);
    } else {
      openblas.cblas_dcopy(count, a.doubles(0), step, to.doubles(0), 1);
    }
  }
}
