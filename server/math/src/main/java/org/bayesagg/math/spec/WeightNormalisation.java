package org.bayesagg.math.spec;

/** What the weighted sum of the rows' gradients is divided by. */
public enum WeightNormalisation {
  /** The sum of the weights. */
  SUM,
  /** Nothing. */
  NONE,
  /** The sum of the weights at the end of warm-up, fixed from then on. */
  FIRST
}
