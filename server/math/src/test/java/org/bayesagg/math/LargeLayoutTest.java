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

/**
 * Layouts that are tried in float32: with so many examples that the factor allows it, and with a
 * prior that leaves what few examples say so badly conditioned that it would not do.
 */
public class LargeLayoutTest {
  private static final int DIM = 520;
  private static final int STEPS = 3;

  /** The promise: what is refused in float32 is right, not more. */
  private static final Agreement BADLY_CONDITIONED = new Agreement(1e-5, 1e-4, 1e-4, 1e-4, 2e-4);

  @ParameterizedTest
  @CsvSource({"GAUSSIAN, 1", "GAUSSIAN, 0.1", "BERNOULLI, 1"})
  void step_manyExamples_equalsReference(LikelihoodKind kind, double least) {
    check(kind, 400, least, 1, Agreement.SINGLE);
  }

  @ParameterizedTest
  @CsvSource({"GAUSSIAN, 1", "GAUSSIAN, 1e-2", "BERNOULLI, 1"})
  void step_fewExamplesAndWidePrior_equalsReference(LikelihoodKind kind, double least) {
    check(kind, 30, least, 100, BADLY_CONDITIONED);
  }

  private static void check(
      LikelihoodKind kind, int examples, double least, double variance, Agreement agreement) {
    AggregationSpec spec =
        AggregationSpec.builder(DIM)
            .preset(Preset.ROBUST)
            .task(TaskSpec.builder("task", kind).outputs(1).priorVariance(variance))
            .build();
    SplittableRandom random = new SplittableRandom(11);
    List<List<List<Batch>>> epochs = new ArrayList<>();
    for (int steps : new int[] {STEPS, 2}) {
      List<List<Batch>> epoch = new ArrayList<>();
      for (int s = 0; s < steps; s++) {
        epoch.add(List.of(batch(random, kind, examples, least)));
      }
      epochs.add(epoch);
    }
    Scenario scenario = new Scenario(spec, epochs, kind + " " + examples + " " + least);
    try (Maths product = Maths.product(spec);
        Maths reference = Maths.reference(spec)) {
      agreement.check(scenario, scenario.play(product), scenario.play(reference));
      agreement.checkState(
          "prior precision", product.priorPrecision(0), reference.priorPrecision(0));
    }
  }

  private static Batch batch(
      SplittableRandom random, LikelihoodKind kind, int examples, double least) {
    float[] features = new float[examples * DIM];
    float[] labels = new float[examples];
    float[] head = new float[DIM + 1];
    for (int i = 0; i < examples; i++) {
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
        examples,
        features,
        List.of(new TaskBatch(new Observation.Dense(labels), null, head)),
        null);
  }
}
