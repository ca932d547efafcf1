package org.bayesagg.math.reference;

/** A Gaussian over weights: means, precision blocks and their inverses. */
record Posterior(double[][] mean, double[][][] precision, double[][][] covariance) {

  /** Mean Λ⁻¹η of every information vector, each with its block, or all with the only one. */
  static Posterior of(Evidence total) {
    double[][][] covariance = new double[total.precision().length][][];
    for (int b = 0; b < covariance.length; b++) {
      covariance[b] = LinearAlgebra.inverse(total.precision()[b]);
    }
    double[][] mean = new double[total.information().length][];
    for (int v = 0; v < mean.length; v++) {
      double[][] block = covariance[Math.min(v, covariance.length - 1)];
      mean[v] = LinearAlgebra.multiply(block, total.information()[v]);
    }
    return new Posterior(mean, total.precision(), covariance);
  }

  /** The covariance of vector {@code v}. */
  double[][] covarianceOf(int v) {
    return covariance[Math.min(v, covariance.length - 1)];
  }

  /** The means cut into rows of {@code p} weights: [o][p]. */
  double[][] meanRows(int p) {
    double[] all = Flat.of(mean);
    double[][] rows = new double[all.length / p][p];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(all, r * p, rows[r], 0, p);
    }
    return rows;
  }
}
