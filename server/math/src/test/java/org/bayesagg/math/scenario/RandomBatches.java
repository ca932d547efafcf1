package org.bayesagg.math.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.WeightNormalisation;

/** Draws batches that fit a specification; the same seed draws the same. */
final class RandomBatches {
  private final AggregationSpec spec;
  private final DataShape shape;
  private final Random random;

  RandomBatches(AggregationSpec spec, DataShape shape, long seed) {
    this.spec = spec;
    this.shape = shape;
    random = new Random(seed);
  }

  /** One step's shards, the first with all tasks. */
  List<Batch> step() {
    List<Batch> shards = new ArrayList<>();
    List<float[]> heads = heads();
    // A label made from an output gradient has the rounding of a prediction: among several examples
    // that is little.
    int examples = Math.max(shape.examples(), shape.labels() == DataShape.Labels.GRADIENTS ? 4 : 1);
    for (int s = 0; s < shape.shards(); s++) {
      shards.add(batch(Math.max(1, examples - 3 * s), s > 0 && shape.uncovered(), heads));
      heads = shape.ownHeads() ? heads() : heads;
    }
    return shards;
  }

  private Batch batch(int n, boolean uncovered, List<float[]> heads) {
    int d = spec.featureDim();
    float[] features = new float[n * d];
    for (int k = 0; k < features.length; k++) {
      features[k] = (float) (shape.featureScale() * (random.nextGaussian() + 0.3));
    }
    List<TaskBatch> tasks = new ArrayList<>();
    for (TaskSpec task : spec.tasks()) {
      boolean lacks = uncovered && !tasks.isEmpty() && random.nextInt(3) == 0;
      tasks.add(lacks ? null : task(task, features, n, heads.get(tasks.size())));
    }
    float[] weights = null;
    if (shape.weights()) {
      weights = new float[n];
      for (int i = 0; i < n; i++) {
        weights[i] = random.nextInt(5) / 2f;
      }
      if (firstLabelled()) {
        weights[0] = 1;
      }
    }
    return new Batch(n, features, tasks, weights);
  }

  private List<float[]> heads() {
    int d = spec.featureDim();
    double scale = 0.8 / Math.sqrt(d) / shape.featureScale();
    List<float[]> heads = new ArrayList<>();
    for (TaskSpec task : spec.tasks()) {
      float[] head = new float[task.outputs() * (d + 1)];
      for (int k = 0; k < head.length; k++) {
        head[k] = (float) (random.nextGaussian() * (k % (d + 1) == d ? 0.4 : scale));
      }
      heads.add(head);
    }
    return heads;
  }

  private TaskBatch task(TaskSpec task, float[] features, int n, float[] head) {
    byte[] mask = null;
    if (shape.masks()) {
      mask = new byte[n];
      for (int i = 0; i < n; i++) {
        mask[i] = (byte) (random.nextInt(3) == 0 ? 0 : 1);
      }
      if (firstLabelled()) {
        mask[0] = 1;
      }
    }
    double[] predictions = Predictions.of(task, features, n, head);
    return new TaskBatch(observation(task, predictions, n, mask), mask, head);
  }

  private Observation observation(TaskSpec task, double[] predictions, int n, byte[] mask) {
    int o = task.outputs();
    float[] values = new float[n * o];
    int[] classes = new int[n];
    for (int i = 0; i < n; i++) {
      double[] prediction = Arrays.copyOfRange(predictions, i * o, (i + 1) * o);
      double[] label = label(task, prediction);
      double factor = task.likelihood() == LikelihoodKind.GAUSSIAN ? 2 : 1;
      boolean missing = mask != null && mask[i] == 0 && random.nextBoolean();
      for (int k = 0; k < o; k++) {
        boolean gradients = shape.labels() == DataShape.Labels.GRADIENTS;
        double value = gradients ? factor * (prediction[k] - label[k]) : label[k];
        values[i * o + k] = missing ? Float.NaN : (float) value;
        classes[i] = label[k] == 1 ? k : classes[i];
      }
    }
    if (shape.labels() == DataShape.Labels.GRADIENTS) {
      return new Observation.OutputGradients(values);
    }
    boolean hard = shape.labels() == DataShape.Labels.HARD;
    return hard && task.likelihood() == LikelihoodKind.CATEGORICAL
        ? new Observation.Classes(classes)
        : new Observation.Dense(values);
  }

  private double[] label(TaskSpec task, double[] prediction) {
    double[] label = new double[prediction.length];
    boolean soft = shape.labels() == DataShape.Labels.SOFT;
    switch (task.likelihood()) {
      case GAUSSIAN -> {
        for (int k = 0; k < label.length; k++) {
          label[k] = prediction[k] + random.nextGaussian();
        }
      }
      case BERNOULLI -> {
        for (int k = 0; k < label.length; k++) {
          label[k] = soft ? random.nextDouble() : random.nextInt(2);
        }
      }
      case CATEGORICAL -> {
        int own = random.nextInt(label.length);
        for (int k = 0; k < label.length; k++) {
          label[k] = soft ? 0.25 / label.length : 0;
        }
        label[own] += soft ? 0.75 : 1;
      }
    }
    return label;
  }

  /** FIRST needs every row to have a label at the end of warm-up: what its divisor is from. */
  private boolean firstLabelled() {
    return spec.weightNormalisation() == WeightNormalisation.FIRST;
  }
}
