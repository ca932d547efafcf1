package org.bayesagg.math.reference;

import java.util.Arrays;

/**
 * The logit differences u_k = z_k − z_last of one example, on which alone a softmax depends, as u =
 * E[u] + L t with standard normal t; and the weights given t: mean μ + G t, G = Cov(w, u) L⁻ᵀ,
 * covariance Cov(w) − GGᵀ.
 */
final class LogitContrast {
  private final Posterior posterior;
  private final int classes;
  private final int size;

  /** Cov(w_ci, z_b): [c][i][b]. */
  private final double[][][] weightLogit;

  private final double[][] logit;
  private final double[][] lower;

  LogitContrast(Posterior posterior, int classes, double[] x) {
    this.posterior = posterior;
    this.classes = classes;
    size = x.length;
    weightLogit = new double[classes][size][classes];
    logit = new double[classes][classes];
    for (int c = 0; c < classes; c++) {
      for (int b = 0; b < classes; b++) {
        for (int i = 0; i < size; i++) {
          for (int j = 0; j < size; j++) {
            weightLogit[c][i][b] += covariance(c, i, b, j) * x[j];
          }
          logit[c][b] += x[i] * weightLogit[c][i][b];
        }
      }
    }
    int last = classes - 1;
    double[][] contrast = new double[last][last];
    for (int k = 0; k < last; k++) {
      for (int l = 0; l < last; l++) {
        contrast[k][l] = logit[k][l] - logit[k][last] - logit[last][l] + logit[last][last];
      }
    }
    lower = LinearAlgebra.cholesky(contrast);
  }

  /** Points for expectations over t. */
  NormalGrid grid() {
    double trace = 0;
    for (double[] row : lower) {
      trace += LinearAlgebra.dot(row, row);
    }
    return NormalGrid.of(classes - 1, Math.sqrt(trace));
  }

  /** z moved by L t; the last logit stays, which a softmax cannot tell. */
  double[] shift(double[] z, double[] t) {
    double[] moved = Arrays.copyOf(LinearAlgebra.multiply(lower, t), z.length);
    LinearAlgebra.add(moved, 1, z);
    return moved;
  }

  double logitVariance(int c) {
    return logit[c][c];
  }

  /** G of the weights of dimension {@code i}: [C][C − 1]. */
  double[][] slopes(int i) {
    double[][] slopes = new double[classes][];
    for (int c = 0; c < classes; c++) {
      double[] row = weightLogit[c][i];
      double[] covariance = new double[classes - 1];
      Arrays.setAll(covariance, k -> row[k] - row[classes - 1]);
      slopes[c] = LinearAlgebra.solveLower(lower, covariance);
    }
    return slopes;
  }

  /** Covariance of the weights of dimension {@code i} that is left given t: [C][C]. */
  double[][] rest(int i) {
    double[][] slopes = slopes(i);
    double[][] rest = new double[classes][classes];
    for (int c = 0; c < classes; c++) {
      for (int b = 0; b < classes; b++) {
        rest[c][b] = covariance(c, i, b, i) - LinearAlgebra.dot(slopes[c], slopes[b]);
      }
    }
    return rest;
  }

  private double covariance(int c, int i, int b, int j) {
    if (posterior.covariance().length == 1) {
      return posterior.covariance()[0][c * size + i][b * size + j];
    }
    return c == b ? posterior.covariance()[c][i][j] : 0;
  }
}
