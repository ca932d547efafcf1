package org.bayesagg.client;

/** What the sum over a batch's examples is divided by. */
public enum Reduction {
  /** The contribution's own examples: right where workers average their gradients. */
  MEAN_LOCAL,
  /** The step's examples over all workers: right where workers add their gradients. */
  MEAN_GLOBAL,
  /** 1. */
  SUM
}
