package org.bayesagg.math.aggregation;

import org.bayesagg.math.likelihood.RowMoments;
import org.bayesagg.math.step.TaskData;

/** Means over a batch's labelled examples, weighted by the examples' weights. */
final class BatchStatistics {
  private BatchStatistics() {}

  /**
   * Mean variance of a row by dimension [d]; null where the row has no label. Cost N d.
   *
   * @param scratch [d]
   */
  static double[] meanVariance(AggregationRow row, int d, float[] scratch) {
    return mean(
        row.task(), d, scratch, (i, to) -> row.moments().evaluate(i, null, null, to), false);
  }

  /** Mean squared plain gradient of a row by dimension [d]; null where the row has no label. */
  static double[] meanSquare(TaskData task, RowMoments gradients, int d, float[] scratch) {
    return mean(task, d, scratch, (i, to) -> gradients.evaluate(i, to, null, null), true);
  }

  /** Mean over the dimensions. */
  static double overDimensions(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double[] mean(
      TaskData task, int d, float[] scratch, Values values, boolean squared) {
    double total = task.totalWeight();
    if (!(total > 0)) {
      return null;
    }
    double[] mean = new double[d];
    for (int i = 0; i < task.weights().length; i++) {
      double u = task.weights()[i] / total;
      if (u > 0) {
        values.read(i, scratch);
        for (int j = 0; j < d; j++) {
          double value = scratch[j];
          mean[j] += u * (squared ? value * value : value);
        }
      }
    }
    return mean;
  }

  /** Writes an example's values. */
  @FunctionalInterface
  private interface Values {
    void read(int example, float[] to);
  }
}
