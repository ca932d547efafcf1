package org.bayesagg.client;

/** What a row's weight is computed from: weight = max(statistic, floor)^(-exponent). */
public enum WeightStatistic {
  /** The gradient's variance under the posterior. */
  VARIANCE,
  /** The running mean of the row's loss; counts from the first step. */
  LOSS,
  /** This batch's mean squared gradient at the head; counts from the first step. */
  GRADIENT
}
