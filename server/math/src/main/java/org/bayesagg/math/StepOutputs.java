package org.bayesagg.math;

/**
 * What a step's result holds.
 *
 * @param direction dL/dfeatures
 * @param weights the rows' normalised weights
 * @param gradientMoments mean and variance of every row's gradient
 * @param weightShares each task's share of the weight
 * @param posteriorMeans the mean of each task's batch posterior
 */
public record StepOutputs(
    boolean direction,
    boolean weights,
    boolean gradientMoments,
    boolean weightShares,
    boolean posteriorMeans) {
  /** The direction and the weight shares. */
  public static final StepOutputs DIRECTION = new StepOutputs(true, false, false, true, false);
}
