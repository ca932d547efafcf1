package org.bayesagg.math.spec;

/** What a row's weight max(statistic, floor)^(-s) is computed from. */
public enum WeightStatistic {
  /** The gradient's variance under the posterior. */
  VARIANCE,
  /** The running mean of the row's loss; counts from the first step. */
  LOSS,
  /** This batch's mean squared gradient at the head; counts from the first step. */
  GRADIENT
}
