package org.bayesagg.math.posterior;

/**
 * F of every example, F Fᵀ = A [K, K], lower triangular. A pivot below what would change nothing is
 * raised to it, so that F has an inverse.
 */
final class ExampleFactors {
  private static final double NOTHING = 1e-12;

  private final int k;
  private final double[] factors;

  private ExampleFactors(int k, double[] factors) {
    this.k = k;
    this.factors = factors;
  }

  /**
   * Factors A of all examples in place.
   *
   * @param curvatures A [N, K, K]; kept and modified
   * @param certainty by example: the largest prior variance of a contrast's logit
   */
  static ExampleFactors of(double[] curvatures, int k, double[] certainty) {
    for (int i = 0; i < certainty.length; i++) {
      double least = certainty[i] > 0 ? NOTHING / certainty[i] : 1;
      factor(curvatures, i * k * k, k, least);
    }
    return new ExampleFactors(k, curvatures);
  }

  private static void factor(double[] a, int at, int k, double least) {
    for (int j = 0; j < k; j++) {
      double pivot = a[at + j * k + j];
      for (int m = 0; m < j; m++) {
        pivot -= a[at + j * k + m] * a[at + j * k + m];
      }
      boolean small = pivot < least;
      double root = Math.sqrt(small ? least : pivot);
      a[at + j * k + j] = root;
      for (int i = j + 1; i < k; i++) {
        double sum = a[at + i * k + j];
        for (int m = 0; m < j; m++) {
          sum -= a[at + i * k + m] * a[at + j * k + m];
        }
        a[at + i * k + j] = small ? 0 : sum / root;
        a[at + j * k + i] = 0;
      }
    }
  }

  /** F_ab of an example. */
  double get(int example, int a, int b) {
    return factors[(example * k + a) * k + b];
  }

  /** Fᵀ applied over the K rows of an example: rows_m = Σ_a F_am rows_a. In place, [K, width]. */
  void transposed(int example, double[] rows, int width) {
    for (int m = 0; m < k; m++) {
      double pivot = get(example, m, m);
      for (int j = 0; j < width; j++) {
        rows[m * width + j] *= pivot;
      }
      for (int a = m + 1; a < k; a++) {
        double f = get(example, a, m);
        for (int j = 0; f != 0 && j < width; j++) {
          rows[m * width + j] += f * rows[a * width + j];
        }
      }
    }
  }

  /** F⁻ᵀ applied over the K rows of an example. In place, [K, width]. */
  void solved(int example, double[] rows, int width) {
    for (int m = k - 1; m >= 0; m--) {
      for (int a = m + 1; a < k; a++) {
        double f = get(example, a, m);
        for (int j = 0; f != 0 && j < width; j++) {
          rows[m * width + j] -= f * rows[a * width + j];
        }
      }
      double inverse = 1 / get(example, m, m);
      for (int j = 0; j < width; j++) {
        rows[m * width + j] *= inverse;
      }
    }
  }
}
