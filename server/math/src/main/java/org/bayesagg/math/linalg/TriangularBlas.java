package org.bayesagg.math.linalg;

import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasNonUnit;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import org.bytedeco.openblas.global.openblas;

/**
 * OpenBLAS's calls on lower triangles, in their precision.
 *
 * <p>LAPACK is called column-major with the other triangle's name: a row-major lower triangle is a
 * column-major upper one, so nothing is transposed.
 */
final class TriangularBlas {
  private static final byte ROW_MAJOR_LOWER = 'U';

  private TriangularBlas() {}

  private static boolean single(CpuMatrix a) {
    return a.precision() == Precision.SINGLE;
  }

  private static int op(boolean transposed) {
    return transposed ? CblasTrans : CblasNoTrans;
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

  /** As {@link Algebra#cholesky}, in one piece. */
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
}
