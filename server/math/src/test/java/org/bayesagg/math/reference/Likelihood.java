package org.bayesagg.math.reference;

import org.bayesagg.math.spec.TaskSpec;

/** An observation model: what a label says about the weights, and how gradients vary with them. */
interface Likelihood {

  static Likelihood of(TaskSpec task, int featureDim, boolean noiseFromLoss) {
    return switch (task.likelihood()) {
      case GAUSSIAN -> new GaussianLikelihood(task, featureDim, noiseFromLoss);
      case BERNOULLI -> new BernoulliLikelihood(task, featureDim);
      case CATEGORICAL -> new CategoricalLikelihood(task, featureDim);
    };
  }

  /** No evidence, in the shape of the task. */
  Evidence none();

  /** Evidence of labelled examples at their head. */
  Evidence evidence(Observed examples);

  /** Loss of each row at the logits {@code z} for the label {@code y}: [rows]. */
  double[] losses(double[] z, double[] y);

  /** ∂loss/∂z: [o]. */
  double[] residual(double[] z, double[] y);

  /** The label whose residual at {@code z} is {@code gradient}. */
  double[] labelOf(double[] z, double[] gradient);

  /** ∂loss/∂h of each row at the weights [o][d + 1], bias last: [rows][d]. */
  default double[][] gradient(double[][] weights, double[] h, double[] y) {
    double[] residual = residual(Observed.logits(weights, h), y);
    double[][] gradient = new double[residual.length][h.length];
    for (int r = 0; r < residual.length; r++) {
      for (int i = 0; i < h.length; i++) {
        gradient[r][i] = residual[r] * weights[r][i];
      }
    }
    return gradient;
  }

  /**
   * Moments of every row's gradient when the weights are N(centre, Σ).
   *
   * @param centre [o][d + 1], bias last; a bias that the posterior lacks is known exactly
   * @param scales factor of each row's covariance
   * @param x the input, as long as the posterior's weights
   */
  Moments[] moments(
      double[][] centre, Posterior posterior, double[] scales, double[] x, double[] h, double[] y);

  /** Predictive mean of each output (of each class its probability). */
  double[] predict(double[][] centre, Posterior posterior, double[] x, double[] h);

  /** Variance of each output's logit. */
  double[] logitVariance(Posterior posterior, double[] x);
}
