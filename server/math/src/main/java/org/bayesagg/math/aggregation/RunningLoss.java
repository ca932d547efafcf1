package org.bayesagg.math.aggregation;

import org.bayesagg.math.likelihood.Likelihood;
import org.bayesagg.math.state.StateCheck;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.step.TaskData;

/**
 * Running mean loss L̂ of a task's rows: m = β m + (1 − β) · batch mean over the labelled examples,
 * weighted; L̂ = m / (1 − β^t), t the batches with a label. Immutable.
 */
public final class RunningLoss {
  private final double decay;
  private final double[] sums;
  private final long batches;

  private RunningLoss(double decay, double[] sums, long batches) {
    this.decay = decay;
    this.sums = sums;
    this.batches = batches;
  }

  /** No loss yet. */
  public static RunningLoss none(int rows, double decay) {
    return new RunningLoss(decay, new double[rows], 0);
  }

  /** After a step; itself where the step has no label of the task. Cost N rows. */
  public RunningLoss after(TaskData task, Likelihood likelihood) {
    double total = task.totalWeight();
    if (!(total > 0)) {
      return this;
    }
    double[] next = new double[sums.length];
    for (int row = 0; row < sums.length; row++) {
      double sum = 0;
      for (int i = 0; i < task.weights().length; i++) {
        if (task.weights()[i] > 0) {
          sum += task.weights()[i] * likelihood.loss(task, i, row);
        }
      }
      next[row] = decay * sums[row] + (1 - decay) * sum / total;
    }
    return new RunningLoss(decay, next, batches + 1);
  }

  /** Writes batches and sums. */
  public void save(StateOutput out) {
    out.writeLong(batches);
    out.writeDoubles(sums, 0, sums.length);
  }

  /**
   * A loss as it was saved, with this one's rows and decay.
   *
   * @throws org.bayesagg.math.state.CorruptStateException if it is none
   */
  public RunningLoss load(StateInput in, String what) {
    long count = StateCheck.count(in, "batches of " + what);
    double[] loaded = new double[sums.length];
    StateCheck.finite(in, loaded, "running loss of " + what);
    return new RunningLoss(decay, loaded, count);
  }

  /** Bytes that {@link #save} writes. */
  public long savedBytes() {
    return Long.BYTES + (long) Double.BYTES * sums.length;
  }

  /** Whether a label has been seen. */
  public boolean known() {
    return batches > 0;
  }

  /** L̂ by row; empty before the first label. The caller's own. */
  public double[] values() {
    if (!known()) {
      return new double[0];
    }
    double[] values = sums.clone();
    double correction = 1 - Math.pow(decay, (double) batches);
    for (int row = 0; row < values.length; row++) {
      values[row] /= correction;
    }
    return values;
  }
}
