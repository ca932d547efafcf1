package org.bayesagg.math.linalg;

import java.util.function.Consumer;

/**
 * Factors a precision: clean first, then with bounded jitter, then a typed error.
 *
 * <p>Jitter is relative to the mean of the diagonal, so that it means the same at every scale.
 * Three tries, each a hundred times the one before: below 1e-10 float64 rounding is larger than the
 * jitter, above 1e-6 the answer would no longer be the posterior's.
 */
public final class CholeskyFactor {
  private static final double[] RELATIVE_JITTER = {0, 1e-10, 1e-8, 1e-6};

  private CholeskyFactor() {}

  /**
   * Factors {@code a} in place.
   *
   * @param a lower triangle of the precision; becomes its factor
   * @param fill writes the precision into {@code a}; called before each try
   * @param what names the matrix in the error
   * @return the jitter that was added to the diagonal: 0 nearly always
   * @throws NotPositiveDefiniteException if the largest jitter does not help, or a value is not a
   *     number
   */
  public static double factor(Algebra algebra, Matrix a, Consumer<Matrix> fill, String what) {
    double jitter = 0;
    for (double relative : RELATIVE_JITTER) {
      fill.accept(a);
      if (relative > 0) {
        double mean = meanDiagonal(a);
        if (!(mean > 0 && Double.isFinite(mean))) {
          throw new NotPositiveDefiniteException(what, jitter);
        }
        jitter = relative * mean;
        algebra.addDiagonal(a, jitter);
      }
      if (algebra.cholesky(a) == 0) {
        return jitter;
      }
    }
    throw new NotPositiveDefiniteException(what, jitter);
  }

  private static double meanDiagonal(Matrix a) {
    double sum = 0;
    for (double element : a.diagonal()) {
      sum += element;
    }
    return sum / a.rows();
  }
}
