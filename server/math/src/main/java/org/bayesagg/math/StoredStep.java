package org.bayesagg.math;

import org.bayesagg.math.batch.BatchCheck;
import org.bayesagg.math.batch.Magnitude;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.StateCheck;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** A step's examples as an exact epoch keeps them: copies, without what depends on the heads. */
public final class StoredStep {
  private StoredStep() {}

  /** Of a step, without what depends on heads. */
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

  /** Writes examples, features, example weights, and of each task labels and weights. */
  public static void save(StepData step, StateOutput out) {
    out.writeInt(step.examples());
    out.writeFloats(step.features(), 0, step.features().length);
    out.writeInt(step.exampleWeights() == null ? 0 : 1);
    if (step.exampleWeights() != null) {
      out.writeFloats(step.exampleWeights(), 0, step.examples());
    }
    for (TaskData task : step.tasks()) {
      out.writeInt(task == null ? 0 : 1);
      if (task != null) {
        out.writeFloats(task.labels(), 0, task.labels().length);
        out.writeFloats(task.weights(), 0, task.weights().length);
      }
    }
  }

  /**
   * A step as it was saved.
   *
   * @param room examples that it may have at most
   * @throws CorruptStateException if it is none of this specification
   */
  public static StepData load(AggregationSpec spec, StateInput in, long room) {
    int n = StateCheck.upTo((int) Math.min(room, Integer.MAX_VALUE), in, "examples of a step");
    if (n == 0) {
      throw new CorruptStateException("a stored step without examples");
    }
    float[] features = floats(in, n, spec.featureDim(), BatchCheck.LARGEST, "stored features");
    boolean weighted = StateCheck.flag(in, "whether stored examples have weights");
    float[] exampleWeights = weighted ? weights(in, n) : null;
    TaskData[] tasks = new TaskData[spec.tasks().size()];
    for (int t = 0; t < tasks.length; t++) {
      if (StateCheck.flag(in, "whether a stored step has labels")) {
        TaskSpec task = spec.tasks().get(t);
        float[] labels = floats(in, n, task.outputs(), Float.MAX_VALUE, "stored labels");
        tasks[t] = new TaskData(task, labels, weights(in, n), null, null, null);
      }
    }
    return new StepData(
        n, spec.featureDim(), features, null, new int[] {0, n}, exampleWeights, tasks);
  }

  /** Bytes that {@link #save} writes. */
  public static long savedBytes(StepData step) {
    long floats = step.features().length;
    floats += step.exampleWeights() == null ? 0 : step.examples();
    for (TaskData task : step.tasks()) {
      floats += task == null ? 0 : task.labels().length + task.weights().length;
    }
    return floats * Float.BYTES + (2L + step.tasks().length) * Integer.BYTES;
  }

  private static float[] weights(StateInput in, int n) {
    float[] weights = floats(in, n, 1, BatchCheck.LARGEST, "stored weights");
    for (float weight : weights) {
      if (weight < 0) {
        throw new CorruptStateException("stored weights: " + weight);
      }
    }
    return weights;
  }

  private static float[] floats(StateInput in, int n, int width, float limit, String what) {
    float[] values = new float[StateCheck.length(in, (long) n * width, Float.BYTES, what)];
    in.readFloats(values, 0, values.length);
    if (Magnitude.firstBeyond(values, limit) >= 0) {
      throw new CorruptStateException(what + ": numbers beyond " + limit);
    }
    return values;
  }
}
