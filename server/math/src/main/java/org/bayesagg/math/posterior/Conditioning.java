package org.bayesagg.math.posterior;

import org.bayesagg.math.step.StepData;

/** Whether a precision is known to be conditioned well enough for a factor in float32. */
final class Conditioning {
  /** Largest error that float32 may leave in Σ, relative to its largest value: an upper bound. */
  private static final double TOLERANCE = 3e-5;

  private static final double ROUNDING = 0x1p-24;

  private Conditioning() {}

  /**
   * Rounding perturbs Λ by about 2⁻²⁴ √q times its largest diagonal value, and Σ = Λ⁻¹ by that
   * times the largest variance, which the prior bounds by γ.
   *
   * @param omega ω [N] of the step
   */
  static boolean allowsSingle(
      StepData step, double[] omega, Evidence prior, int block, double priorVariance) {
    double largest = 0;
    for (double value : prior.block(block).diagonal()) {
      largest = Math.max(largest, value);
    }
    double most = 0;
    for (double value : omega) {
      most = Math.max(most, value);
    }
    double squares = Math.max(step.examples(), step.largestSquareSum());
    double bound = 1 + priorVariance * (largest + most * squares);
    return ROUNDING * Math.sqrt(prior.shape().size()) * bound <= TOLERANCE;
  }
}
