package org.bayesagg.math.golden;

import org.bayesagg.math.spec.LikelihoodKind;

/**
 * One expected array against what was answered.
 *
 * @param step the step's place in the case
 * @param quantity what is compared
 * @param likelihood the task's; null for a direction
 * @param error relative to the largest expected value
 * @param samplingError what the expected values themselves leave
 */
public record Comparison(
    int step, Quantity quantity, LikelihoodKind likelihood, double error, double samplingError) {

  /** What golden cases expect. */
  public enum Quantity {
    PRIOR_MEAN,
    PRIOR_PRECISION,
    POSTERIOR_MEAN,
    GRADIENT_MEAN,
    GRADIENT_VARIANCE,
    LOSS,
    DIRECTION
  }
}
