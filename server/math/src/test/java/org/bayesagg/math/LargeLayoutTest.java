package org.bayesagg.math;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.TaskSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layouts that are tried in float32: with features that allow it and with some that do not. */
class LargeLayoutTest {
  private static final int DIM = 530;
  private static final int EXAMPLES = 30;

  @ParameterizedTest
  @CsvSource({"GAUSSIAN, 1", "GAUSSIAN, 1e-4", "BERNOULLI, 1", "BERNOULLI, 1e-4"})
  void step_leastScaleOfAFeature_equalsReference(LikelihoodKind kind, double least) {
    AggregationSpec spec =
        AggregationSpec.builder(DIM)
            .preset(Preset.ROBUST)
            .task(TaskSpec.builder("task", kind).outputs(1))
            .build();
    SplittableRandom random = new SplittableRandom(11);
    List<List<List<Batch>>> epochs = new ArrayList<>();
    for (int e = 0; e < 2; e++) {
      List<List<Batch>> steps = new ArrayList<>();
      for (int s = 0; s < 3; s++) {
        steps.add(List.of(batch(random, kind, least)));
      }
      epochs.add(steps);
    }
    Scenario scenario = new Scenario(spec, epochs, kind + " " + least);
    try (Maths product = Maths.product(spec);
        Maths reference = Maths.reference(spec)) {
      Agreement.SINGLE.check(scenario, scenario.play(product), scenario.play(reference));
      Agreement.SINGLE.checkState(
          "prior precision", product.priorPrecision(0), reference.priorPrecision(0));
    }
  }

  private static Batch batch(SplittableRandom random, LikelihoodKind kind, double least) {
    float[] features = new float[EXAMPLES * DIM];
    float[] labels = new float[EXAMPLES];
    float[] head = new float[DIM + 1];
    for (int i = 0; i < EXAMPLES; i++) {
      for (int j = 0; j < DIM; j++) {
        double scale = Math.pow(least, (double) j / DIM);
        features[i * DIM + j] = (float) (scale * random.nextGaussian());
      }
      labels[i] =
          kind == LikelihoodKind.BERNOULLI ? random.nextInt(2) : (float) random.nextGaussian();
    }
    for (int j = 0; j < head.length; j++) {
      head[j] = (float) (0.1 * random.nextGaussian());
    }
    return new Batch(
        EXAMPLES,
        features,
        List.of(new TaskBatch(new Observation.Dense(labels), null, head)),
        null);
  }
}
