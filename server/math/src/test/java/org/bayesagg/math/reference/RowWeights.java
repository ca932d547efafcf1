package org.bayesagg.math.reference;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;

/** λ = max(statistic, floor)^(−s) of one step, and what the weighted sum is divided by. */
final class RowWeights {
  private final AggregationSpec spec;
  private final double[] exponents;

  /** λ of the whole batch [rows][d], 0 where unknown; null where each example has its own. */
  private final double[][] batch;

  private final double[] firstDivisor;

  /**
   * @param losses L̂ of every row, NaN where none
   * @param earlier the last Σλ by dimension that was not 0; null before the first
   * @param frozen whether {@code earlier} stays the divisor of FIRST, once there is one
   */
  RowWeights(
      AggregationSpec spec,
      List<RowGradients> shards,
      double[] losses,
      double[] earlier,
      boolean frozen) {
    this.spec = spec;
    exponents = new double[spec.rows()];
    for (int t = 0; t < spec.tasks().size(); t++) {
      TaskSpec task = spec.tasks().get(t);
      int first = spec.firstRow(t);
      Arrays.fill(exponents, first, first + task.rows(), task.uncertaintyExponent());
    }
    batch = perExample() ? null : lambda(statistic(shards, losses));
    double[] own = perExample() ? null : sum(batch);
    boolean labels = own != null && own[0] > 0;
    firstDivisor = earlier != null && (frozen || !labels) ? earlier : labels ? own : null;
  }

  /** λ over its divisor for every row of an example: [rows][d]. */
  double[][] of(RowGradients shard, int i) {
    double[][] lambda = perExample() ? lambda(shard.variance()[i]) : copy(batch);
    for (int r = 0; r < lambda.length; r++) {
      if (!shard.labelled()[i][r]) {
        Arrays.fill(lambda[r], 0);
      }
    }
    return divided(lambda);
  }

  /**
   * Batch weights over their divisor, over all rows: [rows][d]; null where each example has its
   * own.
   */
  double[][] ofBatch() {
    return batch == null ? null : divided(copy(batch));
  }

  /** Σλ by dimension, as FIRST divides by it; null where no row had a label yet. */
  double[] firstDivisor() {
    return firstDivisor;
  }

  private boolean perExample() {
    return spec.weightStatistic() == WeightStatistic.VARIANCE
        && spec.variancePooling() == VariancePooling.EXAMPLE;
  }

  private double[][] statistic(List<RowGradients> shards, double[] losses) {
    return switch (spec.weightStatistic()) {
      case VARIANCE -> pooled(shards, RowGradients::variance, false);
      case GRADIENT -> pooled(shards, RowGradients::plain, true);
      case LOSS -> {
        double[][] statistic = new double[losses.length][spec.featureDim()];
        for (int r = 0; r < losses.length; r++) {
          Arrays.fill(statistic[r], losses[r]);
        }
        yield statistic;
      }
    };
  }

  /** Weighted mean over labelled examples, NaN for rows without any: [rows][d]. */
  private double[][] pooled(
      List<RowGradients> shards, Function<RowGradients, double[][][]> values, boolean squared) {
    double[][] mean = new double[spec.rows()][spec.featureDim()];
    for (int r = 0; r < mean.length; r++) {
      double weight = 0;
      for (RowGradients shard : shards) {
        for (int i = 0; i < shard.examples(); i++) {
          if (!shard.labelled()[i][r]) {
            continue;
          }
          weight += shard.weights()[i];
          double[] row = values.apply(shard)[i][r];
          for (int k = 0; k < row.length; k++) {
            mean[r][k] += shard.weights()[i] * (squared ? row[k] * row[k] : row[k]);
          }
        }
      }
      for (int k = 0; k < mean[r].length; k++) {
        mean[r][k] /= weight;
      }
    }
    return mean;
  }

  /** max(statistic, floor)^(−s), the statistic averaged over dimensions for ROW; 0 for NaN. */
  private double[][] lambda(double[][] statistic) {
    double[][] lambda = copy(statistic);
    for (int r = 0; r < lambda.length; r++) {
      if (spec.weightGranularity() == WeightGranularity.ROW) {
        Arrays.fill(lambda[r], Arrays.stream(statistic[r]).average().orElseThrow());
      }
      for (int k = 0; k < lambda[r].length; k++) {
        double floored = Math.max(lambda[r][k], spec.varianceFloor());
        lambda[r][k] = Double.isNaN(lambda[r][k]) ? 0 : Math.pow(floored, -exponents[r]);
      }
    }
    return lambda;
  }

  private double[][] divided(double[][] lambda) {
    if (spec.weightNormalisation() == WeightNormalisation.NONE) {
      return lambda;
    }
    boolean first = spec.weightNormalisation() == WeightNormalisation.FIRST;
    double[] divisor = first ? firstDivisor : sum(lambda);
    for (double[] row : lambda) {
      for (int k = 0; k < row.length; k++) {
        row[k] = row[k] == 0 ? 0 : row[k] / divisor[k];
      }
    }
    return lambda;
  }

  private double[] sum(double[][] lambda) {
    double[] sum = new double[spec.featureDim()];
    for (double[] row : lambda) {
      LinearAlgebra.add(sum, 1, row);
    }
    return sum;
  }

  private static double[][] copy(double[][] values) {
    return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }
}
