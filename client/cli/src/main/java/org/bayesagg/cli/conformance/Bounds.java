package org.bayesagg.cli.conformance;

/**
 * What errors are allowed, relative to the largest absolute value of the expected array. The one
 * place for these numbers.
 *
 * <p>The moments of categorical tasks are integrals that both sides sample: the case states what
 * its own sampling leaves, the server's fixed set of points leaves at most {@link #SAMPLED_MEAN}
 * and {@link #SAMPLED_VARIANCE}, and a direction made from them as much as its weights.
 */
final class Bounds {
  /** Posteriors, priors, losses and moments: float32 arithmetic on well-scaled input. */
  static final double EXACT = 1e-4;

  /** Directions: weights are powers of variances, which doubles their error. */
  static final double DIRECTION = 2e-4;

  /** What the server's points leave of a categorical task's mean gradient. */
  static final double SAMPLED_MEAN = 0.01;

  /** What they leave of its gradient variance, and so of weights and directions. */
  static final double SAMPLED_VARIANCE = 0.02;

  private Bounds() {}

  static double gradientMean(boolean sampled, double samplingError) {
    return sampled ? samplingError + SAMPLED_MEAN : EXACT;
  }

  static double gradientVariance(boolean sampled, double samplingError) {
    return sampled ? samplingError + SAMPLED_VARIANCE : EXACT;
  }

  static double direction(boolean sampled, double samplingError) {
    return sampled ? samplingError + SAMPLED_VARIANCE : DIRECTION;
  }
}
