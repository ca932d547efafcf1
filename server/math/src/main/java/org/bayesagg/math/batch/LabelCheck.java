package org.bayesagg.math.batch;

import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind.LabelRange;
import org.bayesagg.math.spec.TaskSpec;

/** Ranges of labels, and of the labels that output gradients stand for. */
final class LabelCheck {
  /** How far a label taken from an output gradient may lie outside [0, 1]: bfloat16 rounds so. */
  private static final double GRADIENT_TOLERANCE = 0.01;

  /** How far probabilities may sum from 1: half precision rounds so. */
  private static final double SUM_TOLERANCE = 0.01;

  private LabelCheck() {}

  /** Takes one violation. */
  @FunctionalInterface
  interface Report {
    void wrong(String field, String got, String expected);
  }

  static void dense(
      TaskSpec task, TaskBatch given, float[] labels, int n, Report report, String field) {
    int o = task.outputs();
    LabelRange range = task.likelihood().labelRange();
    boolean sums = range == LabelRange.PROBABILITIES;
    for (int i = 0; i < n; i++) {
      if (!given.labelled(i)) {
        continue;
      }
      double sum = 0;
      for (int j = i * o; j < (i + 1) * o; j++) {
        float y = labels[j];
        boolean finite = Math.abs(y) <= BatchCheck.LARGEST;
        if (!finite || y < range.least() || y > range.greatest()) {
          report.wrong(
              field,
              y + " at example " + i + ", output " + (j - i * o),
              range == LabelRange.REAL
                  ? "finite values of magnitude up to " + BatchCheck.LARGEST
                  : "values in " + range.interval());
          return;
        }
        sum += y;
      }
      if (sums && Math.abs(sum - 1) > SUM_TOLERANCE) {
        report.wrong(field, "a sum of " + sum + " at example " + i, "probabilities that sum to 1");
        return;
      }
    }
  }

  static void gradients(
      AggregationSpec spec,
      Batch batch,
      TaskSpec task,
      TaskBatch given,
      Report report,
      String field) {
    float[] gradients = ((Observation.OutputGradients) given.observation()).values();
    LabelRange range = task.likelihood().labelRange();
    int o = task.outputs();
    double[] logits = new double[o];
    for (int i = 0; i < batch.examples(); i++) {
      if (!given.labelled(i)) {
        continue;
      }
      Logits.at(batch.features(), given.head(), i, spec.featureDim(), logits);
      Logits.toPredictions(task.likelihood(), logits);
      for (int j = 0; j < o; j++) {
        float g = gradients[i * o + j];
        if (!(Math.abs(g) <= BatchCheck.LARGEST)) {
          report.wrong(
              field,
              g + " at example " + i + ", output " + j,
              "finite values of magnitude up to " + BatchCheck.LARGEST);
          return;
        }
        double y = logits[j] - g;
        if (y < range.least() - GRADIENT_TOLERANCE || y > range.greatest() + GRADIENT_TOLERANCE) {
          report.wrong(
              field,
              g + " at example " + i + ", output " + j + ", which makes the label " + y,
              "dloss/dlogit of each example by itself, whose label lies in " + range.interval());
          return;
        }
      }
    }
  }
}
