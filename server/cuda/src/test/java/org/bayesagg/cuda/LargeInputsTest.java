package org.bayesagg.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bayesagg.cuda.fake.FakeCuda;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.Relative;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.TaskSpec;
import org.junit.jupiter.api.Test;

/** Features so large that they are sent in pieces while they are copied. */
class LargeInputsTest {
  private static final int DIM = 512;
  private static final int[] EXAMPLES = {18_500, 7, 2_300};

  @Test
  void step_featuresSentInPieces_answersAsTheCpu() {
    AggregationSpec spec =
        AggregationSpec.builder(DIM)
            .preset(Preset.ROBUST)
            .task(TaskSpec.builder("task", LikelihoodKind.GAUSSIAN))
            .build();
    SplittableRandom random = new SplittableRandom(3);
    List<Batch> shards = Arrays.stream(EXAMPLES).mapToObj(n -> batch(n, random)).toList();
    try (Engine cpu = CpuEngine.create(2);
        Engine cuda = FakeCuda.engine();
        Aggregator expected = Aggregator.create(spec, cpu);
        Aggregator actual = Aggregator.create(spec, cuda)) {
      var right = expected.step(shards, StepOutputs.DIRECTION);
      var own = actual.step(shards, StepOutputs.DIRECTION);
      for (int s = 0; s < EXAMPLES.length; s++) {
        float[] direction = own.shards().get(s).direction();
        double[] known = Relative.widened(right.shards().get(s).direction());
        assertThat(Relative.error(direction, known)).isLessThanOrEqualTo(1e-5);
      }
      assertThat(Relative.error(actual.runningLoss(0), expected.runningLoss(0)))
          .isLessThanOrEqualTo(1e-9);
    }
  }

  private static Batch batch(int examples, SplittableRandom random) {
    float[] features = new float[examples * DIM];
    for (int j = 0; j < features.length; j++) {
      features[j] = (float) random.nextDouble() - 0.5f;
    }
    float[] labels = new float[examples];
    for (int i = 0; i < examples; i++) {
      labels[i] = (float) random.nextDouble();
    }
    float[] head = new float[DIM + 1];
    head[0] = 1;
    TaskBatch task = new TaskBatch(new Observation.Dense(labels), null, head);
    return new Batch(examples, features, List.of(task), null);
  }
}
