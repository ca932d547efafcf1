package org.bayesagg.math;

import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** A step's examples as an exact epoch keeps them: copies, without what depends on the heads. */
final class StoredStep {
  private StoredStep() {}

  static StepData of(StepData step) {
    TaskData[] tasks = new TaskData[step.tasks().length];
    for (int t = 0; t < tasks.length; t++) {
      TaskData data = step.tasks()[t];
      if (data != null && data.totalWeight() > 0) {
        tasks[t] = new TaskData(data.spec(), data.labels(), data.weights(), null, null, null);
      }
    }
    return new StepData(
        step.examples(),
        step.featureDim(),
        step.shards() == 1 ? step.features().clone() : step.features(),
        null,
        new int[] {0, step.examples()},
        step.exampleWeights(),
        tasks);
  }
}
