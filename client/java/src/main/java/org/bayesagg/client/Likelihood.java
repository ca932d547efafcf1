package org.bayesagg.client;

/** A task's observation model. */
public enum Likelihood {
  /** Squared error of each output; real labels. One row of gradients an output. */
  GAUSSIAN,
  /** Binary cross-entropy of each output; labels in [0, 1]. One row an output. */
  BERNOULLI,
  /** Cross-entropy over the classes; labels are classes or probabilities. One row for the task. */
  CATEGORICAL
}
