package org.bayesagg.client;

/** Whether every feature dimension has its own weight. */
public enum WeightGranularity {
  /** Each dimension has its own. */
  DIMENSION,
  /** One weight a row. */
  ROW
}
