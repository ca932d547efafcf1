package org.bayesagg.math.likelihood;

/**
 * Cholesky factors of small symmetric matrices on the heap, positive semi-definite ones included.
 */
final class SmallCholesky {
  /**
   * Pivots below this part of the largest diagonal value are rounding: their direction is certain.
   */
  private static final double CERTAIN = 1e-14;

  private SmallCholesky() {}

  /**
   * a = L Lᵀ in place of the lower triangle; a direction without variance gets a column of zeros.
   *
   * @param a [k, k] row-major; modified
   */
  static void factor(double[] a, int k) {
    double largest = 0;
    for (int i = 0; i < k; i++) {
      largest = Math.max(largest, a[i * k + i]);
    }
    for (int j = 0; j < k; j++) {
      double pivot = a[j * k + j];
      for (int m = 0; m < j; m++) {
        pivot -= a[j * k + m] * a[j * k + m];
      }
      boolean certain = pivot <= CERTAIN * largest;
      double root = certain ? 0 : Math.sqrt(pivot);
      a[j * k + j] = root;
      for (int i = j + 1; i < k; i++) {
        double sum = a[i * k + j];
        for (int m = 0; m < j; m++) {
          sum -= a[i * k + m] * a[j * k + m];
        }
        a[i * k + j] = certain ? 0 : sum / root;
      }
    }
  }

  /** values[from..] = L⁻¹ values[from..]; 0 in directions without variance. */
  static void forward(double[] l, int k, double[] values, int from) {
    for (int i = 0; i < k; i++) {
      double sum = values[from + i];
      for (int m = 0; m < i; m++) {
        sum -= l[i * k + m] * values[from + m];
      }
      double pivot = l[i * k + i];
      values[from + i] = pivot == 0 ? 0 : sum / pivot;
    }
  }
}
