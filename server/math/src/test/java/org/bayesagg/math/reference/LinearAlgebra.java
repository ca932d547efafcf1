package org.bayesagg.math.reference;

/** Textbook dense algebra in double precision: loops over rows, nothing clever. */
final class LinearAlgebra {
  private LinearAlgebra() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double[] multiply(double[][] a, double[] x) {
    double[] y = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      y[i] = dot(a[i], x);
    }
    return y;
  }

  static double[] diagonal(double[][] a) {
    double[] diagonal = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      diagonal[i] = a[i][i];
    }
    return diagonal;
  }

  /** Adds {@code scale} x yᵀ to {@code a}. */
  static void addOuter(double[][] a, double scale, double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      double factor = scale * x[i];
      for (int j = 0; j < y.length; j++) {
        a[i][j] += factor * y[j];
      }
    }
  }

  /** Adds {@code scale} x to {@code y}. */
  static void add(double[] y, double scale, double[] x) {
    for (int i = 0; i < x.length; i++) {
      y[i] += scale * x[i];
    }
  }

  /** The lower L with A = L Lᵀ. */
  static double[][] cholesky(double[][] a) {
    int n = a.length;
    double[][] lower = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        if (i > j) {
          lower[i][j] = sum / lower[j][j];
        } else if (sum > 0) {
          lower[i][i] = Math.sqrt(sum);
        } else {
          throw new ArithmeticException("pivot " + i + " is " + sum);
        }
      }
    }
    return lower;
  }

  /** Solves L y = b. */
  static double[] solveLower(double[][] lower, double[] b) {
    double[] y = new double[b.length];
    for (int i = 0; i < b.length; i++) {
      double sum = b[i];
      for (int k = 0; k < i; k++) {
        sum -= lower[i][k] * y[k];
      }
      y[i] = sum / lower[i][i];
    }
    return y;
  }

  /** A⁻¹ = L⁻ᵀ L⁻¹ of a symmetric positive definite matrix. */
  static double[][] inverse(double[][] a) {
    int n = a.length;
    double[][] lower = cholesky(a);
    double[][] columns = new double[n][];
    for (int j = 0; j < n; j++) {
      double[] unit = new double[n];
      unit[j] = 1;
      columns[j] = solveLower(lower, unit);
    }
    double[][] inverse = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        inverse[i][j] = dot(columns[i], columns[j]);
      }
    }
    return inverse;
  }
}
