package org.bayesagg.client;

/** How the prior of a step is made from the evidence of the steps before it. */
public sealed interface PriorRefresh {

  /** Rebuilt at the end of every epoch from evidence gathered at each step's heads. */
  static PriorRefresh streamingEpoch() {
    return new StreamingEpoch();
  }

  /**
   * Rebuilt at the end of every epoch from the stored epoch, at the heads of the next epoch's first
   * step (the paper).
   *
   * @param maxExamples the most examples that an epoch may keep, all workers together, at least 1
   */
  static PriorRefresh exactEpoch(long maxExamples) {
    return new ExactEpoch(maxExamples);
  }

  /**
   * Evidence decays with every step; epochs mean nothing to the prior.
   *
   * @param factor what is kept from one step to the next, above 0 and below 1
   */
  static PriorRefresh forgetting(double factor) {
    return new Forgetting(factor);
  }

  /** See {@link #streamingEpoch}. */
  record StreamingEpoch() implements PriorRefresh {}

  /** See {@link #exactEpoch}. */
  record ExactEpoch(long maxExamples) implements PriorRefresh {}

  /** See {@link #forgetting}. */
  record Forgetting(double factor) implements PriorRefresh {}
}
