package org.bayesagg.math.aggregation;

import java.util.Arrays;
import org.bayesagg.math.spec.WeightGranularity;

/**
 * The weight of one row, before normalisation.
 *
 * @param batch λ for all examples: one value, or [d]; null where each example has its own
 * @param power makes an example's own weights from its variances
 * @param granularity of an example's own weights
 */
public record RowWeight(float[] batch, PowerWeight power, WeightGranularity granularity) {

  /** Whether an example's variances are needed. */
  public boolean byExample() {
    return batch == null;
  }

  /**
   * λ of one example into {@code to} [d]. {@code variance} [d] is read where each example has its
   * own.
   */
  void weigh(float[] variance, float[] to) {
    if (batch != null) {
      for (int i = 0; i < to.length; i++) {
        to[i] = batch.length == 1 ? batch[0] : batch[i];
      }
      return;
    }
    if (granularity == WeightGranularity.DIMENSION) {
      System.arraycopy(variance, 0, to, 0, to.length);
      power.apply(to);
      return;
    }
    double sum = 0;
    for (float value : variance) {
      sum += value;
    }
    float weight = (float) power.of(sum / variance.length);
    Arrays.fill(to, weight);
  }
}
