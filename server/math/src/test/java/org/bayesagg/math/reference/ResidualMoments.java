package org.bayesagg.math.reference;

import static org.bayesagg.math.reference.LinearAlgebra.addOuter;

import java.util.function.UnaryOperator;

/**
 * Moments of a gradient g = Σ_c r_c w_c, where the residual r depends on standard normal t alone
 * and w given t is normal with mean μ + G t and covariance R.
 *
 * <p>With φ = [r_c, r_c t_k] and the coefficients [μ_c, G_ck]: E[g] = coefᵀE[φ] and Var[g] =
 * coefᵀCov[φ]coef + Σ R_cc' E[r_c r_c']. Cov[φ] is summed about φ(0): nothing cancels when the
 * logits hardly vary.
 */
final class ResidualMoments {
  private final double[] mean;
  private final double[][] covariance;
  private final double[][] second;

  ResidualMoments(NormalGrid grid, UnaryOperator<double[]> residual) {
    double[] origin = new double[grid.points()[0].length];
    double[] pivot = features(residual.apply(origin), origin);
    int classes = pivot.length / (1 + origin.length);
    second = new double[classes][classes];
    mean = new double[pivot.length];
    covariance = new double[pivot.length][pivot.length];
    for (int q = 0; q < grid.size(); q++) {
      double[] t = grid.points()[q];
      double weight = grid.weights()[q];
      double[] r = residual.apply(t);
      double[] phi = features(r, t);
      LinearAlgebra.add(phi, -1, pivot);
      LinearAlgebra.add(mean, weight, phi);
      addOuter(covariance, weight, phi, phi);
      addOuter(second, weight, r, r);
    }
    addOuter(covariance, -1, mean, mean);
    LinearAlgebra.add(mean, 1, pivot);
  }

  /** E[r]. */
  double[] residualMean() {
    return java.util.Arrays.copyOf(mean, second.length);
  }

  /** E[g] where w has the mean {@code mu} [C] and the slope {@code slope} [C][k]. */
  double mean(double[] mu, double[][] slope) {
    return LinearAlgebra.dot(features(mu, slope), mean);
  }

  /** Var[g], {@code rest} [C][C] being the covariance of w that is left given t. */
  double variance(double[] mu, double[][] slope, double[][] rest) {
    double[] coefficients = features(mu, slope);
    double sum = LinearAlgebra.dot(coefficients, LinearAlgebra.multiply(covariance, coefficients));
    for (int c = 0; c < rest.length; c++) {
      sum += LinearAlgebra.dot(rest[c], second[c]);
    }
    return sum;
  }

  /** [r_c] followed by [r_c t_k]. */
  private static double[] features(double[] r, double[] t) {
    double[] phi = new double[r.length * (1 + t.length)];
    for (int c = 0; c < r.length; c++) {
      phi[c] = r[c];
      for (int k = 0; k < t.length; k++) {
        phi[r.length + c * t.length + k] = r[c] * t[k];
      }
    }
    return phi;
  }

  private static double[] features(double[] mu, double[][] slope) {
    double[] flat = Flat.of(slope);
    double[] coefficients = java.util.Arrays.copyOf(mu, mu.length + flat.length);
    System.arraycopy(flat, 0, coefficients, mu.length, flat.length);
    return coefficients;
  }
}
