package org.bayesagg.math.posterior;

import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.likelihood.Helmert;

/**
 * Curvature of a coupled task in contrasts, example by example: A = u B (diag p − p pᵀ) Bᵀ [K, K].
 *
 * <p>As A_ab = u Σ_c p_c (B_ac − m_a)(B_bc − m_b) with m = B p, so that nothing cancels where one
 * class is nearly certain.
 */
final class ContrastCurvature {
  private final Helmert helmert;
  private final Curvature curvature;
  private final int classes;
  private final double[] centred;

  ContrastCurvature(Curvature curvature) {
    this.classes = curvature.omega().length;
    this.helmert = Helmert.of(classes);
    this.curvature = curvature;
    this.centred = new double[(classes - 1) * classes];
  }

  Helmert helmert() {
    return helmert;
  }

  /** A of an example [K, K] at {@code at}. */
  void of(int example, double[] to, int at) {
    int k = classes - 1;
    for (int a = 0; a < k; a++) {
      double mean = 0;
      for (int c = 0; c < classes; c++) {
        mean += helmert.get(a, c) * curvature.omega()[c][example];
      }
      for (int c = 0; c < classes; c++) {
        centred[a * classes + c] = helmert.get(a, c) - mean;
      }
    }
    double u = curvature.coupling()[example];
    for (int a = 0; a < k; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
          sum +=
              curvature.omega()[c][example] * centred[a * classes + c] * centred[b * classes + c];
        }
        to[at + a * k + b] = u * sum;
        to[at + b * k + a] = u * sum;
      }
    }
  }

  /** A of all examples [N, K, K]; the caller's own. */
  double[] all() {
    int k = classes - 1;
    int n = curvature.coupling().length;
    double[] all = new double[Math.multiplyExact(n, k * k)];
    for (int i = 0; i < n; i++) {
      of(i, all, i * k * k);
    }
    return all;
  }
}
