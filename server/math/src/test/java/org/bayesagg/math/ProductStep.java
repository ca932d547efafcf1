package org.bayesagg.math;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightStatistic;

/** The product's step results in double precision. */
final class ProductStep {
  static final StepOutputs EVERYTHING = new StepOutputs(true, true, true, true, true);

  private ProductStep() {}

  /** What may be asked for: no weights where every example and dimension has its own. */
  static StepOutputs everything(AggregationSpec spec) {
    boolean tensor =
        spec.weightStatistic() == WeightStatistic.VARIANCE
            && spec.variancePooling() == VariancePooling.EXAMPLE
            && spec.weightGranularity() == WeightGranularity.DIMENSION;
    return tensor ? new StepOutputs(true, false, true, true, true) : EVERYTHING;
  }

  static ReferenceStep widened(StepResult result, AggregationSpec spec) {
    List<double[]> directions = new ArrayList<>();
    List<double[]> weights = new ArrayList<>();
    List<double[][]> means = new ArrayList<>();
    List<double[][]> variances = new ArrayList<>();
    for (ShardResult shard : result.shards()) {
      directions.add(Relative.widened(shard.direction()));
      weights.add(Relative.widened(shard.weights()));
      means.add(byTask(shard.gradientMean(), spec));
      variances.add(byTask(shard.gradientVariance(), spec));
    }
    return new ReferenceStep(
        result.bayesian(),
        directions,
        weights,
        means,
        variances,
        result.posteriorMeans(),
        result.runningLosses());
  }

  private static double[][] byTask(float[][] values, AggregationSpec spec) {
    double[][] result = new double[spec.tasks().size()][];
    for (int t = 0; values != null && t < result.length; t++) {
      result[t] = Relative.widened(values[t]);
    }
    return result;
  }
}
