package org.bayesagg.math.spec;

/** A task's observation model. */
public enum LikelihoodKind {
  /** Squared error of each output; one row an output. */
  GAUSSIAN,
  /** Binary cross-entropy of each output; one row an output. */
  BERNOULLI,
  /** Cross-entropy over the outputs as classes; one row for the task. */
  CATEGORICAL
}
