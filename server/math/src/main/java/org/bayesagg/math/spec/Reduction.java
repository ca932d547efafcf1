package org.bayesagg.math.spec;

/** What the sum over examples is divided by. */
public enum Reduction {
  /** The shard's own examples. */
  MEAN_LOCAL,
  /** The step's examples over all shards. */
  MEAN_GLOBAL,
  /** One. */
  SUM
}
