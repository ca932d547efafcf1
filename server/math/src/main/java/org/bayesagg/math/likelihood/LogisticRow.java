package org.bayesagg.math.likelihood;

import org.bayesagg.math.batch.Logits;
import org.bayesagg.math.step.StepData;

/**
 * Gradient moments of one logit z = w x: g_i = r w_i with r = sigmoid(z) − y.
 *
 * <p>w_i = μ_i + A_i t + rest with A_i = c_i/√v and rest of variance R_i = Σ_ii − A_i², independent
 * of t. So E[g_i] = μ_i E r + A_i E rt, Var[g_i] = μ_i² Var r + 2 μ_i A_i Cov(r, rt) + A_i² Var rt
 * + R_i E r².
 */
final class LogisticRow implements RowMoments {
  private static final int VALUES = 7;

  private final StepData step;
  private final InputProducts products;
  private final float[][] centres;

  /** By example: r at the centre, E r, E rt/√v, Var r, Cov(r, rt)/√v, (Var rt − E r²)/v, E r². */
  private final float[] integrals;

  private LogisticRow(StepData step, InputProducts products, float[][] centres, float[] integrals) {
    this.step = step;
    this.products = products;
    this.centres = centres;
    this.integrals = integrals;
  }

  /**
   * Integrates for every example; cost some 20 exponentials each.
   *
   * @param means m [N], logits at the centre
   * @param labels y [N]
   * @param centres μ by shard [d]; null where the shard lacks the task
   */
  static LogisticRow of(
      StepData step, InputProducts products, double[] means, double[] labels, float[][] centres) {
    float[] integrals = new float[means.length * VALUES];
    LogisticIntegrals logistic = new LogisticIntegrals();
    for (int i = 0; i < means.length; i++) {
      double v = products.variance()[i];
      logistic.evaluate(means[i], v, labels[i]);
      // c is 0 where v is: nothing to divide.
      double perDeviation = v > 0 ? 1 / Math.sqrt(v) : 0;
      double square = logistic.meanSquareR();
      int at = i * VALUES;
      integrals[at] = (float) (Logits.sigmoid(means[i]) - labels[i]);
      integrals[at + 1] = (float) logistic.meanR;
      integrals[at + 2] = (float) (logistic.meanRt * perDeviation);
      integrals[at + 3] = (float) logistic.varianceR;
      integrals[at + 4] = (float) (logistic.covarianceRRt * perDeviation);
      integrals[at + 5] = (float) ((logistic.varianceRt - square) * perDeviation * perDeviation);
      integrals[at + 6] = (float) square;
    }
    return new LogisticRow(step, products, centres, integrals);
  }

  @Override
  public void evaluate(int example, float[] plain, float[] expected, float[] variance) {
    float[] mu = centres[step.shardOf(example)];
    if (mu == null) {
      return;
    }
    int d = step.featureDim();
    int at = example * VALUES;
    int row = example * d;
    float[] c = products.products();
    if (plain != null) {
      float r = integrals[at];
      for (int i = 0; i < d; i++) {
        plain[i] = r * mu[i];
      }
    }
    if (expected != null) {
      float first = integrals[at + 1];
      float slope = integrals[at + 2];
      for (int i = 0; i < d; i++) {
        expected[i] = first * mu[i] + slope * c[row + i];
      }
    }
    if (variance != null) {
      float varianceR = integrals[at + 3];
      float cross = 2 * integrals[at + 4];
      float excess = integrals[at + 5];
      float square = integrals[at + 6];
      float[] diagonal = products.diagonal();
      for (int i = 0; i < d; i++) {
        float ci = c[row + i];
        float w = mu[i];
        variance[i] = w * w * varianceR + w * ci * cross + ci * ci * excess + diagonal[i] * square;
      }
    }
  }
}
