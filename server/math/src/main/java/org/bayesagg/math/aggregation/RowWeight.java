package org.bayesagg.math.aggregation;

import org.bayesagg.math.spec.WeightGranularity;

/**
 * The weight of one row, before normalisation.
 *
 * @param batch λ for all examples: one value, or [d]; null where each example has its own
 * @param power makes an example's own weights from its variances
 * @param granularity of an example's own weights
 */
public record RowWeight(float[] batch, PowerWeight power, WeightGranularity granularity) {

  /** Whether it is one value for all examples and dimensions. */
  boolean single() {
    return batch != null && batch.length == 1;
  }

  /** Whether an example's variances are needed. */
  public boolean byExample() {
    return batch == null;
  }

  /**
   * λ of one example: its one value, or NaN where {@code to} [d] was written.
   *
   * @param variance [d], read where each example has its own weight
   */
  float weigh(float[] variance, float[] to, int d) {
    if (batch != null) {
      if (batch.length == 1) {
        return batch[0];
      }
      System.arraycopy(batch, 0, to, 0, d);
      return Float.NaN;
    }
    if (granularity == WeightGranularity.DIMENSION) {
      power.apply(variance, to, d);
      return Float.NaN;
    }
    double sum = 0;
    for (int j = 0; j < d; j++) {
      sum += variance[j];
    }
    return (float) power.of(sum / d);
  }
}
