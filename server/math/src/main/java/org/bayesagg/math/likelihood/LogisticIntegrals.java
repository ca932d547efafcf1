package org.bayesagg.math.likelihood;

import org.bayesagg.math.batch.Logits;

/**
 * Moments of r = sigmoid(z) − y and r t under z ~ N(m, v), t = (z − m) / √v: E r, E rt, Var r,
 * Cov(r, rt), Var rt.
 *
 * <p>Up to a deviation of 12, the trapezoid rule in t over ±7 deviations, whose weights sum to 1. A
 * step of 0.75 deviations integrates the Gaussian itself to 1e-15; a step of 0.7 in z keeps the
 * error of the sigmoid, whose poles lie at ±iπ, below 1e-8. So 21 nodes serve up to a deviation of
 * 0.9, and some 300 at 12; beyond that {@link WideLogistic} needs 80 for any deviation. Second
 * moments are summed about their means, so they stay right where v is as small as 1e-12.
 *
 * <p>Not thread-safe: one object a thread, reused.
 */
final class LogisticIntegrals {
  private static final double WIDE = 12;

  private final WideLogistic wide = new WideLogistic();
  private double[] r = new double[32];

  double meanR;
  double meanRt;
  double varianceR;
  double covarianceRRt;
  double varianceRt;

  /** E[r²]. */
  double meanSquareR() {
    return varianceR + meanR * meanR;
  }

  /** Evaluates all five at z ~ N(m, v) for a label y; v at least 0. */
  void evaluate(double m, double v, double y) {
    double deviation = Math.sqrt(v);
    if (deviation > WIDE) {
      wide.evaluate(m, deviation, y, this);
    } else {
      trapezoid(m, deviation, y, TrapezoidGrid.forDeviation(deviation));
    }
  }

  private void trapezoid(double m, double deviation, double y, TrapezoidGrid grid) {
    double[] t = grid.nodes();
    double[] weight = grid.weights();
    if (r.length < t.length) {
      r = new double[t.length];
    }
    double first = 0;
    double firstT = 0;
    for (int j = 0; j < t.length; j++) {
      double value = Logits.sigmoid(m + deviation * t[j]) - y;
      r[j] = value;
      first += weight[j] * value;
      firstT += weight[j] * value * t[j];
    }
    double second = 0;
    double cross = 0;
    double secondT = 0;
    for (int j = 0; j < t.length; j++) {
      double dr = r[j] - first;
      double drt = r[j] * t[j] - firstT;
      second += weight[j] * dr * dr;
      cross += weight[j] * dr * drt;
      secondT += weight[j] * drt * drt;
    }
    meanR = first;
    meanRt = firstT;
    varianceR = second;
    covarianceRRt = cross;
    varianceRt = secondT;
  }
}
