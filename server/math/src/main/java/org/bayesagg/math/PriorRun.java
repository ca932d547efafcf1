package org.bayesagg.math;

import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** A task under its prior alone: no examples of a step count. */
final class PriorRun {
  private PriorRun() {}

  /** For the examples of {@code step}, whatever labels they have. */
  static TaskRun of(RunState state, int t, StepData step) {
    TaskSpec task = state.spec.tasks().get(t);
    int entries = Math.multiplyExact(step.examples(), task.outputs());
    double[] zeros = new double[entries];
    TaskData none =
        new TaskData(
            task,
            new float[entries],
            new float[step.examples()],
            zeros,
            zeros,
            new float[step.shards()][]);
    return new TaskRun(
        step,
        none,
        state.posteriors[t],
        false,
        GradientCentre.POSTERIOR,
        StepRun.rowScale(state.spec, task, state.losses[t]),
        state.algebra);
  }
}
