package org.bayesagg.math.step;

import org.bayesagg.math.spec.TaskSpec;

/**
 * One task's view of a step's N examples. The arrays belong to the step.
 *
 * @param spec the task
 * @param labels y [N, o]; classes as one-hot rows; 0 where missing or not a number
 * @param weights [N]: example weight, 0 where the label is missing
 * @param logits z [N, o] at the head that came with each example; 0 where none came
 * @param linear w x [N, o] over the posterior's own weights: {@code logits} itself where those have
 *     a bias, without the head's bias otherwise
 * @param heads by shard, W [o, d + 1]; null where the shard lacks the task
 */
public record TaskData(
    TaskSpec spec,
    float[] labels,
    float[] weights,
    double[] logits,
    double[] linear,
    float[][] heads) {

  /** Σ weights: 0 where no example has a label. */
  public double totalWeight() {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }

  /** Examples with a label. */
  public long labelledCount() {
    long count = 0;
    for (float weight : weights) {
      count += weight > 0 ? 1 : 0;
    }
    return count;
  }
}
