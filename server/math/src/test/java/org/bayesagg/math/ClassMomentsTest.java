package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
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
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Moments of categorical tasks whose logits have a given deviation. Labels are masked, so that the
 * weights stay N(head, γI) and the features, of length 1, make γ the variance of every logit.
 */
public class ClassMomentsTest {
  private static final int EXAMPLES = 12;
  private static final int DIMENSIONS = 8;

  @ParameterizedTest(name = "{0} classes, deviation {1}")
  @CsvSource({
    "3, 0.001, 1e-6, 2e-4", "3, 0.1, 1e-5, 1e-3", "3, 0.5, 1e-3, 5e-3", "3, 1, 2e-3, 5e-3",
    "3, 2, 4e-3, 1e-2", "3, 6, 6e-3, 2e-2", "4, 0.1, 1e-5, 1e-3", "4, 1, 4e-3, 1.5e-2",
    "4, 2, 1e-2, 2e-2", "7, 0.1, 2e-4, 2e-3", "7, 1, 5e-3, 2e-2"
  })
  void moments_logitDeviation_withinSampling(
      int classes, double deviation, double mean, double variance) {
    AggregationSpec spec =
        AggregationSpec.builder(DIMENSIONS)
            .preset(Preset.PAPER)
            .gradientCentre(GradientCentre.HEAD)
            .task(
                TaskSpec.builder("task", LikelihoodKind.CATEGORICAL)
                    .outputs(classes)
                    .bias(false)
                    .priorVariance(deviation * deviation))
            .build();
    Batch batch = batch(classes);
    try (Maths product = Maths.product(spec);
        Maths reference = Maths.reference(spec)) {
      ReferenceStep actual = secondEpoch(product, batch);
      ReferenceStep expected = secondEpoch(reference, batch);
      assertThat(Relative.error(actual.means().get(0)[0], expected.means().get(0)[0]))
          .as("mean")
          .isLessThan(mean);
      assertThat(Relative.error(actual.variances().get(0)[0], expected.variances().get(0)[0]))
          .as("variance")
          .isLessThan(variance);
    }
  }

  private static ReferenceStep secondEpoch(Maths maths, Batch batch) {
    maths.step(List.of(batch));
    maths.closeEpoch();
    return maths.step(List.of(batch));
  }

  private static Batch batch(int classes) {
    Random random = new Random(3);
    float[] features = new float[EXAMPLES * DIMENSIONS];
    int[] labels = new int[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i] = i % classes;
      double[] h = random.doubles(DIMENSIONS, -1, 1).toArray();
      double square = 0;
      for (double value : h) {
        square += value * value;
      }
      for (int k = 0; k < DIMENSIONS; k++) {
        features[i * DIMENSIONS + k] = (float) (h[k] / Math.sqrt(square));
      }
    }
    float[] head = new float[classes * (DIMENSIONS + 1)];
    for (int k = 0; k < head.length; k++) {
      head[k] = (float) (0.7 * random.nextGaussian());
    }
    TaskBatch task = new TaskBatch(new Observation.Classes(labels), new byte[EXAMPLES], head);
    return new Batch(EXAMPLES, features, List.of(task), null);
  }
}
