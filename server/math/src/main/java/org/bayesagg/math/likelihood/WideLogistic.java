package org.bayesagg.math.likelihood;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.special.Erf;
import org.bayesagg.math.batch.Logits;

/**
 * {@link LogisticIntegrals} for wide z ~ N(m, v), where the sigmoid is nearly a step.
 *
 * <p>With a = |m| / √v and q = sigmoid(z) − [m > 0], which is ±1 on the far side of 0 plus a
 * correction that decays as exp(−|z|): the step's moments are truncated normal ones in closed form,
 * the corrections' are integrals over [−40, 0] and [0, 40] by 40 Gauss–Legendre nodes each (the
 * poles at ±iπ leave an error near 1e-15). With ρ = [m > 0] − y, so that r = q + ρ: E r = E q + ρ;
 * E rt = E qt; Var r = Var q; Cov(r, rt) = E q²t − E q E qt + ρ E qt; Var rt = E q²t² − (E qt)² + 2
 * ρ E qt² + ρ². In q nothing cancels where the sigmoid is saturated.
 */
final class WideLogistic {
  private static final double SATURATED = 40;
  private static final double[] NODES = new double[40];
  private static final double[] WEIGHTS = new double[40];

  static {
    GaussIntegrator legendre = new GaussIntegratorFactory().legendre(40, 0, SATURATED);
    for (int j = 0; j < NODES.length; j++) {
      NODES[j] = legendre.getPoint(j);
      WEIGHTS[j] = legendre.getWeight(j);
    }
  }

  private final double[] q = new double[3];
  private final double[] qq = new double[3];

  /** Nodes of the rule over [0, 40]. */
  static double[] nodes() {
    return NODES.clone();
  }

  /** Its weights. */
  static double[] weights() {
    return WEIGHTS.clone();
  }

  void evaluate(double m, double deviation, double y, LogisticIntegrals to) {
    // By symmetry as if m <= 0, where q = sigmoid(z): far side z > 0, that is t > a.
    double a = Math.abs(m) / deviation;
    double tail = 0.5 * Erf.erfc(a / Math.sqrt(2));
    double density = Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
    q[0] = tail;
    q[1] = density;
    q[2] = tail + a * density;
    System.arraycopy(q, 0, qq, 0, 3);
    for (int j = 0; j < NODES.length; j++) {
      double small = Logits.sigmoid(-NODES[j]);
      // z > 0: q = 1 − small, q² = 1 − 2 small + small²; z < 0: q = small.
      add(NODES[j], -small, small * small - 2 * small, WEIGHTS[j], a, deviation);
      add(-NODES[j], small, small * small, WEIGHTS[j], a, deviation);
    }
    double sign = m > 0 ? -1 : 1;
    double rho = (m > 0 ? 1 : 0) - y;
    // Mirroring z turns q into −q and t into −t.
    double meanQ = sign * q[0];
    double meanQt = q[1];
    double meanQtt = sign * q[2];
    double meanQqt = sign * qq[1];
    to.meanR = meanQ + rho;
    to.meanRt = meanQt;
    to.varianceR = qq[0] - q[0] * q[0];
    to.covarianceRRt = meanQqt - meanQ * meanQt + rho * meanQt;
    to.varianceRt = qq[2] - meanQt * meanQt + 2 * rho * meanQtt + rho * rho;
  }

  private void add(double z, double dq, double dqq, double weight, double a, double deviation) {
    double t = z / deviation + a;
    double w = weight * Math.exp(-t * t / 2) / (Math.sqrt(2 * Math.PI) * deviation);
    q[0] += w * dq;
    q[1] += w * dq * t;
    q[2] += w * dq * t * t;
    qq[0] += w * dqq;
    qq[1] += w * dqq * t;
    qq[2] += w * dqq * t * t;
  }
}
