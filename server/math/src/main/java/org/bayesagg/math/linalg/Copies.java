package org.bayesagg.math.linalg;

import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import org.bytedeco.openblas.global.openblas;

/** Copies of matrices, triangles and diagonals, a call each. */
final class Copies {
  /** Of a row-major matrix, as column-major LAPACK names it. */
  private static final byte LOWER = 'U';

  private static final byte WHOLE = 'A';

  private Copies() {}

  private static boolean single(CpuMatrix a) {
    return a.precision() == Precision.SINGLE;
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
    copy(from, to, LOWER);
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
}
