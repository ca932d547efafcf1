package org.bayesagg.math.spec;

/** Whether every feature dimension has a weight of its own. */
public enum WeightGranularity {
  /** One weight a dimension. */
  DIMENSION,
  /** The statistic is averaged over the dimensions: one weight a row. */
  ROW
}
