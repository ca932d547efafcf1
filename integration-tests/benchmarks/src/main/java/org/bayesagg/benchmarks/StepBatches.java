package org.bayesagg.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.LikelihoodKind;

/** Random steps of a shape: standard normal features and labels, one small head for all. */
final class StepBatches {
  private static final float HEAD_DEVIATION = 0.1f;

  private StepBatches() {}

  /** Several steps of one shard each. */
  static List<List<Batch>> some(int count, StepShape shape, RandomGenerator random) {
    float[] head = normal(shape.outputs() * (shape.features() + 1), HEAD_DEVIATION, random);
    List<List<Batch>> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TaskBatch task = new TaskBatch(labels(shape, random), null, head);
      float[] features = normal(shape.examples() * shape.features(), 1, random);
      steps.add(List.of(new Batch(shape.examples(), features, List.of(task), null)));
    }
    return steps;
  }

  private static Observation labels(StepShape shape, RandomGenerator random) {
    if (shape.kind() == LikelihoodKind.CATEGORICAL) {
      return new Observation.Classes(random.ints(shape.examples(), 0, shape.outputs()).toArray());
    }
    float[] labels = normal(shape.examples() * shape.outputs(), 1, random);
    for (int i = 0; shape.kind() == LikelihoodKind.BERNOULLI && i < labels.length; i++) {
      labels[i] = labels[i] > 0 ? 1 : 0;
    }
    return new Observation.Dense(labels);
  }

  private static float[] normal(int length, float deviation, RandomGenerator random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = deviation * (float) random.nextGaussian();
    }
    return values;
  }
}
