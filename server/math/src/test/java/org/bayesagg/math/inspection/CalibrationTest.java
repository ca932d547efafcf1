package org.bayesagg.math.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final int N = 20_000;

  private final Random random = new Random(3);

  /** Four standard deviations of a share of N. */
  private static final double SAMPLING = 4 * 0.5 / Math.sqrt(N);

  @Test
  void gaussian_labelsOfThePredictiveDistribution_areOnTheDiagonal() {
    Calibration calibration = gaussian(1);
    assertThat(calibration.isInterval()).isTrue();
    assertThat(calibration.points()).isEqualTo(9);
    for (int b = 0; b < 9; b++) {
      assertThat(calibration.expected()[b]).isEqualTo((b + 1) / 10.0, within(1e-12));
      assertThat(calibration.observed()[b]).isEqualTo((b + 1) / 10.0, within(SAMPLING));
    }
    assertThat(calibration.examples()).isEqualTo(N);
  }

  @Test
  void gaussian_labelsOfTwiceTheSpread_areSeenAsTooCertain() {
    // Of a normal, 0.5 within 0.6745 deviations; of one twice as wide, within 0.3372: 0.2641.
    assertThat(gaussian(2).observed()[4]).isEqualTo(0.2641, within(SAMPLING));
  }

  @Test
  void bernoulli_binsHoldTheirMeanAndFrequency() {
    TaskSpec task = task(TaskSpec.builder("yes", LikelihoodKind.BERNOULLI));
    float[] mean = new float[N];
    float[] labels = new float[N];
    for (int i = 0; i < N; i++) {
      mean[i] = i % 2 == 0 ? 0.25f : 0.95f;
      labels[i] = random.nextFloat() < (i % 2 == 0 ? 0.25f : 0.5f) ? 1 : 0;
    }
    Calibration calibration = new Calibration(task, 1);
    add(calibration, new Observation.Dense(labels), new Prediction(mean, new float[N]));
    assertThat(calibration.expected()).containsExactly(new double[] {0.25, 0.95}, within(1e-6));
    assertThat(calibration.observed())
        .containsExactly(new double[] {0.25, 0.5}, within(2 * SAMPLING));
  }

  @Test
  void categorical_everyClassIsAPrediction() {
    TaskSpec task = task(TaskSpec.builder("kind", LikelihoodKind.CATEGORICAL).outputs(3));
    Calibration calibration = new Calibration(task, 1);
    add(
        calibration,
        new Observation.Classes(new int[] {0, 1}),
        new Prediction(new float[] {0.75f, 0.15f, 0.05f, 0.75f, 0.15f, 0.05f}, new float[6]));
    assertThat(calibration.observed()).containsExactly(0, 0.5, 0.5);
  }

  @Test
  void older_fades() {
    Calibration calibration =
        new Calibration(task(TaskSpec.builder("yes", LikelihoodKind.BERNOULLI)), 0.5);
    Prediction half = new Prediction(new float[] {0.55f}, new float[1]);
    add(calibration, new Observation.Dense(new float[] {1}), half);
    add(calibration, new Observation.Dense(new float[] {0}), half);
    assertThat(calibration.observed()).containsExactly(new double[] {1 / 3.0}, within(1e-12));
  }

  private static TaskSpec task(TaskSpec.Builder task) {
    return AggregationSpec.builder(1).task(task).build().tasks().get(0);
  }

  private Calibration gaussian(double spread) {
    float[] mean = new float[N];
    float[] variance = new float[N];
    float[] labels = new float[N];
    for (int i = 0; i < N; i++) {
      mean[i] = i % 7;
      variance[i] = 1 + i % 3;
      labels[i] = (float) (mean[i] + spread * Math.sqrt(variance[i]) * random.nextGaussian());
    }
    Calibration calibration =
        new Calibration(task(TaskSpec.builder("real", LikelihoodKind.GAUSSIAN)), 1);
    add(calibration, new Observation.Dense(labels), new Prediction(mean, variance));
    return calibration;
  }

  private static void add(Calibration calibration, Observation labels, Prediction prediction) {
    int outputs = 3;
    int n =
        labels instanceof Observation.Dense dense
            ? dense.values().length
            : ((Observation.Classes) labels).values().length;
    TaskBatch part = new TaskBatch(labels, null, new float[outputs * 2]);
    Batch batch = new Batch(n, new float[n], List.of(part), null);
    calibration.add(1, batch, part, prediction, n);
  }
}
