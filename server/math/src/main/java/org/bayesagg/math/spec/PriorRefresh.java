package org.bayesagg.math.spec;

/** How the prior of a step is made from the evidence of the steps before it (DESIGN: priors). */
public sealed interface PriorRefresh {

  /** Rebuilt at the end of every epoch from evidence gathered at each step's heads. */
  record StreamingEpoch() implements PriorRefresh {}

  /**
   * Rebuilt at the end of every epoch from the stored epoch, at the heads of the next epoch's first
   * step (the paper).
   *
   * @param maxExamples the most examples an epoch may keep, at least 1
   */
  record ExactEpoch(long maxExamples) implements PriorRefresh {}

  /**
   * Evidence before a step = factor · (evidence before the last step) + (the last step's); epochs
   * mean nothing.
   *
   * @param factor above 0 and below 1
   */
  record Forgetting(double factor) implements PriorRefresh {}
}
