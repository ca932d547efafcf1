package org.bayesagg.math.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;
import org.junit.jupiter.api.Test;

/** Against gradients by central differences of losses that are written out here. */
class TaskGradientsTest {
  private static final int D = 3;
  private static final int N = 5;
  private static final double STEP = 1e-4;

  private final Random random = new Random(7);
  private final AggregationSpec spec =
      AggregationSpec.builder(D)
          .task(TaskSpec.builder("real", LikelihoodKind.GAUSSIAN).outputs(2))
          .task(TaskSpec.builder("yes", LikelihoodKind.BERNOULLI))
          .task(TaskSpec.builder("kind", LikelihoodKind.CATEGORICAL).outputs(3))
          .build();
  private final float[] features = floats(N * D);
  private final float[][] heads = {floats(2 * (D + 1)), floats(D + 1), floats(3 * (D + 1))};
  private final float[] real = floats(2 * N);
  private final float[] yes = {0, 1, 1, 0, 0.3f};
  private final int[] kind = {0, 2, 1, 1, 0};
  private final byte[] mask = {1, 1, 0, 1, 1};
  private final float[] weights = {1, 2, 1, 0, 0.5f};

  @Test
  void cosines_equalThoseOfDifferencedLosses() {
    double[][] expected = new double[3][3];
    for (int s = 0; s < 3; s++) {
      for (int t = 0; t < 3; t++) {
        expected[s][t] = cosine(gradient(s), gradient(t));
      }
    }
    double[][] cosines = TaskGradients.cosines(spec, List.of(batch()), new int[] {0, 1, 2}, N);
    for (int s = 0; s < 3; s++) {
      assertThat(cosines[s]).containsExactly(expected[s], within(1e-6));
    }
    // Another order of tasks is the same matrix in another order; two shards of the same are too.
    double[][] turned =
        TaskGradients.cosines(spec, List.of(batch(), batch()), new int[] {2, 0, 1}, N);
    assertThat(turned[0][1]).isEqualTo(cosines[2][0], within(1e-12));
    assertThat(turned[1][2]).isEqualTo(cosines[0][1], within(1e-12));
  }

  @Test
  void outputGradients_areTheLabelsThatTheyStandFor() {
    Batch labels = batch();
    List<TaskBatch> parts = new ArrayList<>(labels.tasks());
    float[] gradients = new float[2 * N];
    for (int i = 0; i < N; i++) {
      for (int k = 0; k < 2; k++) {
        gradients[2 * i + k] = (float) (2 * (logit(0, k, i, features) - real[2 * i + k]));
      }
    }
    parts.set(0, new TaskBatch(new Observation.OutputGradients(gradients), mask, heads[0]));
    double[][] cosines =
        TaskGradients.cosines(
            spec, List.of(new Batch(N, features, parts, weights)), new int[] {0, 1}, N);
    assertThat(cosines[0][1])
        .isEqualTo(
            TaskGradients.cosines(spec, List.of(labels), new int[] {0, 1}, N)[0][1], within(1e-6));
  }

  @Test
  void taskWithoutLabels_hasNoCosine() {
    List<TaskBatch> parts = new ArrayList<>(batch().tasks());
    parts.set(1, null);
    double[][] cosines =
        TaskGradients.cosines(
            spec, List.of(new Batch(N, features, parts, null)), new int[] {0, 1}, N);
    assertThat(cosines[0][0]).isEqualTo(1, within(1e-12));
    assertThat(cosines[0][1]).isNaN();
    assertThat(cosines[1][1]).isNaN();
  }

  private Batch batch() {
    return new Batch(
        N,
        features,
        List.of(
            new TaskBatch(new Observation.Dense(real), mask, heads[0]),
            new TaskBatch(new Observation.Dense(yes), null, heads[1]),
            new TaskBatch(new Observation.Classes(kind), null, heads[2])),
        weights);
  }

  private double[] gradient(int task) {
    double[] gradient = new double[N * D];
    for (int j = 0; j < gradient.length; j++) {
      gradient[j] = (loss(task, j, STEP) - loss(task, j, -STEP)) / (2 * STEP);
    }
    return gradient;
  }

  /** The task's weighted loss with one feature moved. */
  private double loss(int task, int moved, double by) {
    double[] h = new double[features.length];
    for (int j = 0; j < h.length; j++) {
      h[j] = features[j] + (j == moved ? by : 0);
    }
    double sum = 0;
    for (int i = 0; i < N; i++) {
      sum += weights[i] * loss(task, i, h);
    }
    return sum;
  }

  private double loss(int task, int i, double[] h) {
    if (task == 0) {
      double a = logit(0, 0, i, h) - real[2 * i];
      double b = logit(0, 1, i, h) - real[2 * i + 1];
      return mask[i] * (a * a + b * b);
    }
    if (task == 1) {
      double z = logit(1, 0, i, h);
      return Math.log1p(Math.exp(z)) - yes[i] * z;
    }
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      sum += Math.exp(logit(2, k, i, h));
    }
    return Math.log(sum) - logit(2, kind[i], i, h);
  }

  private double logit(int task, int k, int i, double[] h) {
    double z = heads[task][k * (D + 1) + D];
    for (int j = 0; j < D; j++) {
      z += heads[task][k * (D + 1) + j] * h[i * D + j];
    }
    return z;
  }

  private double logit(int task, int k, int i, float[] h) {
    double[] wide = new double[h.length];
    for (int j = 0; j < h.length; j++) {
      wide[j] = h[j];
    }
    return logit(task, k, i, wide);
  }

  private static double cosine(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int j = 0; j < a.length; j++) {
      ab += a[j] * b[j];
      aa += a[j] * a[j];
      bb += b[j] * b[j];
    }
    return ab / Math.sqrt(aa * bb);
  }

  private float[] floats(int count) {
    float[] values = new float[count];
    for (int j = 0; j < count; j++) {
      values[j] = (float) random.nextGaussian();
    }
    return values;
  }
}
