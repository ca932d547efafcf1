package org.bayesagg.client;

/** Whether variances are averaged over the batch before they become weights. */
public enum VariancePooling {
  /** Each example has its own. */
  EXAMPLE,
  /** Averaged over the batch's examples that have the task's label. */
  BATCH
}
