package org.bayesagg.client;

/** What the weighted sum of gradients is divided by. */
public enum WeightNormalisation {
  /** The sum of the weights: a weighted mean of the rows. */
  SUM,
  /** Nothing. */
  NONE,
  /** The sum of the weights at the end of warm-up, fixed from then on. */
  FIRST
}
