package org.bayesagg.math.inspection;

import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Logits;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;

/** One task's labels and residuals, example by example, however they came. For one thread. */
final class LabelReader {
  private final TaskSpec task;
  private final Batch batch;
  private final TaskBatch part;
  private final int d;
  private final double[] predicted;
  private final double[] label;

  /** Arrays are lent to it, never modified. */
  LabelReader(TaskSpec task, int d, Batch batch, TaskBatch part) {
    this.task = task;
    this.d = d;
    this.batch = batch;
    this.part = part;
    this.predicted = new double[task.outputs()];
    this.label = new double[task.outputs()];
  }

  /** Goes to an example that has a label. Cost o d. */
  void read(int example) {
    int o = task.outputs();
    Logits.at(batch.features(), part.head(), example, d, predicted);
    Logits.toPredictions(task.likelihood(), predicted);
    for (int k = 0; k < o; k++) {
      label[k] = label(example, k, o);
    }
  }

  private double label(int example, int k, int o) {
    if (part.observation() instanceof Observation.Dense dense) {
      return dense.values()[example * o + k];
    }
    if (part.observation() instanceof Observation.Classes classes) {
      return classes.values()[example] == k ? 1 : 0;
    }
    float gradient = ((Observation.OutputGradients) part.observation()).values()[example * o + k];
    return predicted[k] - gradient / scale();
  }

  /** y [o] of the example; its own array, until the next one is read. */
  double[] label() {
    return label;
  }

  /** ∂loss/∂z_k = 2 (z − y) of squared error, p − y of the others. */
  double residual(int k) {
    return scale() * (predicted[k] - label[k]);
  }

  private double scale() {
    return task.likelihood() == LikelihoodKind.GAUSSIAN ? 2 : 1;
  }
}
