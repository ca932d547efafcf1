package org.bayesagg.math.likelihood;

import org.bayesagg.math.batch.Logits;

/**
 * Gradient moments of one logit z = w x: g_i = r w_i with r = sigmoid(z) − y.
 *
 * <p>w_i = μ_i + A_i t + rest with A_i = c_i/√v and rest of variance R_i = Σ_ii − A_i², independent
 * of t. So E[g_i] = μ_i E r + A_i E rt, Var[g_i] = μ_i² Var r + 2 μ_i A_i Cov(r, rt) + A_i² Var rt
 * + R_i E r².
 */
final class LogisticRow {
  private LogisticRow() {}

  /**
   * Integrates for every example; cost some 20 exponentials each.
   *
   * @param means m [N], logits at the centre
   * @param labels y [N]
   * @param weights by shard, μ [d] from {@code offset}; null where the shard lacks the task
   * @param scale what the products and their diagonal are to be multiplied by; the variances not
   */
  static QuadraticRow of(
      MomentContext context,
      InputProducts products,
      double[] means,
      double[] labels,
      float[][] weights,
      int offset,
      float scale) {
    float[] factors = context.kept().floats("factors", means.length * QuadraticRow.FACTORS);
    LogisticIntegrals logistic = new LogisticIntegrals();
    for (int i = 0; i < means.length; i++) {
      double v = products.variance()[i];
      logistic.evaluate(means[i], v, labels[i]);
      // c is 0 where v is: nothing to divide.
      double perDeviation = v > 0 ? 1 / Math.sqrt(v) : 0;
      double square = logistic.meanSquareR();
      int at = i * QuadraticRow.FACTORS;
      factors[at] = (float) (Logits.sigmoid(means[i]) - labels[i]);
      factors[at + 1] = (float) logistic.meanR;
      factors[at + 2] = (float) (logistic.meanRt * perDeviation);
      factors[at + 3] = (float) logistic.varianceR;
      factors[at + 4] = (float) (2 * logistic.covarianceRRt * perDeviation);
      factors[at + 5] = (float) ((logistic.varianceRt - square) * perDeviation * perDeviation);
      factors[at + 6] = (float) square;
    }
    return new QuadraticRow(context.step(), products, weights, offset, scale, factors, 0);
  }
}
