package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.TaskSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Moments of a sigmoid are right for logit variances from 1e-12 to 1e4.
 *
 * <p>The examples' own labels are masked, so that they leave the prior N(head, γI) as it is: the
 * logit's variance is then γ|x|², chosen by γ.
 */
public class BernoulliVarianceTest {
  private static final int EXAMPLES = 9;
  private static final int DIMENSIONS = 5;

  /** Biases of the heads: logits from certainty to certainty. */
  private static final double[] BIASES = {-25, -6, -2, 0, 0.7, 4, 14};

  static Stream<Double> variances() {
    return IntStream.rangeClosed(-12, 4).mapToObj(exponent -> Math.pow(10, exponent));
  }

  @ParameterizedTest
  @MethodSource("variances")
  void moments_logitVariance_equalQuadrature(double variance) {
    compare(variance, LikelihoodKind.BERNOULLI, BIASES.length);
  }

  @ParameterizedTest
  @MethodSource("variances")
  void moments_twoClasses_equalQuadrature(double variance) {
    // The variance of the difference of two logits is twice that of one.
    compare(variance / 2, LikelihoodKind.CATEGORICAL, 2);
  }

  private static void compare(double variance, LikelihoodKind kind, int outputs) {
    Batch batch = batch(kind, outputs);
    double largest = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      double square = 1;
      for (int k = 0; k < DIMENSIONS; k++) {
        square += Math.pow(batch.features()[i * DIMENSIONS + k], 2);
      }
      largest = Math.max(largest, square);
    }
    AggregationSpec spec =
        AggregationSpec.builder(DIMENSIONS)
            .preset(Preset.PAPER)
            .gradientCentre(GradientCentre.HEAD)
            .task(TaskSpec.builder("task", kind).outputs(outputs).priorVariance(variance / largest))
            .build();
    try (Maths product = Maths.product(spec);
        Maths reference = Maths.reference(spec)) {
      ReferenceStep actual = secondEpoch(product, batch);
      ReferenceStep expected = secondEpoch(reference, batch);
      double[] mean = expected.means().get(0)[0];
      assertThat(Relative.error(actual.means().get(0)[0], mean)).as("mean").isLessThan(1e-5);
      double[] variances = expected.variances().get(0)[0];
      assertThat(Relative.error(actual.variances().get(0)[0], variances))
          .as("variance")
          .isLessThan(1e-4);
    }
  }

  private static ReferenceStep secondEpoch(Maths maths, Batch batch) {
    maths.step(List.of(batch));
    maths.closeEpoch();
    return maths.step(List.of(batch));
  }

  private static Batch batch(LikelihoodKind kind, int outputs) {
    Random random = new Random(7);
    float[] features = new float[EXAMPLES * DIMENSIONS];
    for (int k = 0; k < features.length; k++) {
      features[k] = (float) random.nextGaussian();
    }
    float[] head = new float[outputs * (DIMENSIONS + 1)];
    for (int k = 0; k < head.length; k++) {
      boolean bias = k % (DIMENSIONS + 1) == DIMENSIONS;
      boolean binary = kind == LikelihoodKind.BERNOULLI;
      double spread = bias && binary ? BIASES[k / (DIMENSIONS + 1)] : random.nextGaussian() / 2;
      head[k] = (float) spread;
    }
    Observation observation;
    if (kind == LikelihoodKind.CATEGORICAL) {
      observation = new Observation.Classes(IntStream.range(0, EXAMPLES).map(i -> i % 2).toArray());
    } else {
      float[] labels = new float[EXAMPLES * outputs];
      for (int k = 0; k < labels.length; k++) {
        labels[k] = k % 2;
      }
      observation = new Observation.Dense(labels);
    }
    byte[] mask = new byte[EXAMPLES];
    Arrays.fill(mask, (byte) 0);
    return new Batch(EXAMPLES, features, List.of(new TaskBatch(observation, mask, head)), null);
  }
}
