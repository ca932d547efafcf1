package org.bayesagg.math.aggregation;

import org.bayesagg.math.likelihood.RowMoments;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightStatistic;
import org.bayesagg.math.step.TaskData;

/**
 * Makes the weights of rows from the statistic a specification chose: λ = max(statistic,
 * floor)^(−s).
 */
public final class WeightRule {
  private final AggregationSpec spec;

  /** The rule of a specification. */
  public WeightRule(AggregationSpec spec) {
    this.spec = spec;
  }

  /** Whether weights are the batch's own: one value or [d] a row. */
  public boolean byBatch() {
    return spec.weightStatistic() != WeightStatistic.VARIANCE
        || spec.variancePooling() == VariancePooling.BATCH;
  }

  /** Whether gradient variances decide. */
  public boolean needsVariance() {
    return spec.weightStatistic() == WeightStatistic.VARIANCE;
  }

  /** Values a batch's weight has: 1 or d. */
  public int width() {
    return spec.weightGranularity() == WeightGranularity.ROW ? 1 : spec.featureDim();
  }

  /** The plain weight 1 of a warm-up without statistic. */
  public RowWeight plain() {
    return new RowWeight(new float[] {1}, null, null);
  }

  /** From the running loss of a row. */
  public float[] fromLoss(TaskSpec task, double loss) {
    return new float[] {(float) power(task).of(loss)};
  }

  /** From this batch's squared gradients; null where the row has no label. */
  public float[] fromGradient(TaskData task, RowMoments gradients, float[] scratch) {
    return fromMean(
        task.spec(), BatchStatistics.meanSquare(task, gradients, spec.featureDim(), scratch));
  }

  /** From this batch's pooled variances; null where the row has no label. */
  public float[] fromPooledVariance(AggregationRow row, float[] scratch) {
    return fromMean(
        row.task().spec(), BatchStatistics.meanVariance(row, spec.featureDim(), scratch));
  }

  /** From each example's own variances. */
  public RowWeight byExample(TaskSpec task) {
    return new RowWeight(null, power(task), spec.weightGranularity());
  }

  private float[] fromMean(TaskSpec task, double[] mean) {
    if (mean == null) {
      return null;
    }
    PowerWeight power = power(task);
    if (width() == 1) {
      return new float[] {(float) power.of(BatchStatistics.overDimensions(mean))};
    }
    float[] weights = new float[mean.length];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = (float) power.of(mean[j]);
    }
    return weights;
  }

  private PowerWeight power(TaskSpec task) {
    return new PowerWeight(spec.varianceFloor(), task.uncertaintyExponent());
  }
}
