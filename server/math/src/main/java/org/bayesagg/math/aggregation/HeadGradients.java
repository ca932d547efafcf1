package org.bayesagg.math.aggregation;

import org.bayesagg.math.likelihood.Likelihood;
import org.bayesagg.math.likelihood.RowMoments;
import org.bayesagg.math.spec.LikelihoodKind.Relation;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** Plain gradients ∂loss/∂h of one row at the heads that came: residual times head. */
public final class HeadGradients implements RowMoments {
  private final StepData step;
  private final TaskData task;
  private final double[] residuals;
  private final int firstOutput;
  private final int outputs;

  private HeadGradients(
      StepData step, TaskData task, double[] residuals, int firstOutput, int outputs) {
    this.step = step;
    this.task = task;
    this.residuals = residuals;
    this.firstOutput = firstOutput;
    this.outputs = outputs;
  }

  /** One for each of the task's rows. */
  public static HeadGradients[] of(StepData step, TaskData task, Likelihood likelihood) {
    int o = task.spec().outputs();
    double[] residuals = new double[task.logits().length];
    double[] own = new double[o];
    for (int i = 0; i < step.examples(); i++) {
      likelihood.residual(task.logits(), task.labels(), i * o, own);
      System.arraycopy(own, 0, residuals, i * o, o);
    }
    boolean together = task.spec().likelihood().relation() == Relation.COUPLED;
    HeadGradients[] rows = new HeadGradients[task.spec().rows()];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = new HeadGradients(step, task, residuals, together ? 0 : r, together ? o : 1);
    }
    return rows;
  }

  /** Only the plain gradient is known; the others may not be asked for. */
  @Override
  public void evaluate(int example, float[] plain, float[] expected, float[] variance) {
    float[] head = task.heads()[step.shardOf(example)];
    if (head == null || plain == null) {
      return;
    }
    int d = step.featureDim();
    int o = task.spec().outputs();
    for (int k = firstOutput; k < firstOutput + outputs; k++) {
      float r = (float) residuals[example * o + k];
      int at = k * (d + 1);
      for (int j = 0; j < d; j++) {
        plain[j] = (k == firstOutput ? 0 : plain[j]) + r * head[at + j];
      }
    }
  }
}
