package org.bayesagg.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bayesagg.client.Likelihood;
import org.bayesagg.client.TaskInput;
import org.bayesagg.client.TaskOptions;

/**
 * A step's input, made before anything is timed.
 *
 * @param features [n, d], standard normal
 * @param tasks labels and heads of each task; shared, never changed
 */
record Batch(float[] features, List<TaskInput> tasks) {
  private static final float HEAD_DEVIATION = 0.1f;

  /**
   * Several batches with the same heads.
   *
   * @param tasks of the session, one for each part of the shape
   */
  static List<Batch> some(int count, Shape shape, List<TaskOptions> tasks, RandomGenerator random) {
    List<float[]> heads = new ArrayList<>();
    for (Shape.Part part : shape.parts()) {
      heads.add(normal(part.outputs() * (shape.features() + 1), HEAD_DEVIATION, random));
    }
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<TaskInput> inputs = new ArrayList<>();
      for (int k = 0; k < tasks.size(); k++) {
        inputs.add(
            input(
                tasks.get(k).name(), shape.parts().get(k), shape.examples(), heads.get(k), random));
      }
      batches.add(new Batch(normal(shape.examples() * shape.features(), 1, random), inputs));
    }
    return List.copyOf(batches);
  }

  private static TaskInput input(
      String task, Shape.Part part, int n, float[] head, RandomGenerator random) {
    if (part.likelihood() == Likelihood.CATEGORICAL) {
      return TaskInput.classes(task, random.ints(n, 0, part.outputs()).toArray(), head);
    }
    float[] labels = normal(n * part.outputs(), 1, random);
    if (part.likelihood() == Likelihood.BERNOULLI) {
      for (int i = 0; i < labels.length; i++) {
        labels[i] = labels[i] > 0 ? 1 : 0;
      }
    }
    return TaskInput.labels(task, labels, head);
  }

  private static float[] normal(int length, float deviation, RandomGenerator random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = deviation * (float) random.nextGaussian();
    }
    return values;
  }
}
