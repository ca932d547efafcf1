package org.bayesagg.client;

/** What a step's answer can hold beside the direction. */
public enum StepOutput {
  /** The rows' weights; needs ROW, BATCH, or a statistic other than the variance. */
  WEIGHTS,
  /** Mean and variance of every row's gradient: large, [n, rows, d] twice a task. */
  GRADIENT_MOMENTS,
  /** Each task's share of the weight. */
  WEIGHT_SHARES,
  /** The mean of each task's batch posterior; not in warm-up. */
  POSTERIOR_MEANS,
  /** The rows' running mean losses. */
  RUNNING_LOSSES,
  /** Server time by phase. */
  TIMINGS
}
