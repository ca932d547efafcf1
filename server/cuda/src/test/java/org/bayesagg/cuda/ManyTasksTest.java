package org.bayesagg.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bayesagg.cuda.fake.FakeCuda;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.Relative;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.TaskSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More tasks than one launch takes. */
class ManyTasksTest {
  private static final int DIM = 5;
  private static final int TASKS = 700;
  private static final int EXAMPLES = 6;

  @ParameterizedTest
  @EnumSource(Preset.class)
  void step_sevenHundredTasks_answersAsTheCpu(Preset preset) {
    var builder = AggregationSpec.builder(DIM).preset(preset);
    for (int t = 0; t < TASKS; t++) {
      LikelihoodKind kind = t % 7 == 0 ? LikelihoodKind.BERNOULLI : LikelihoodKind.GAUSSIAN;
      builder.task(TaskSpec.builder("task-" + t, kind));
    }
    AggregationSpec spec = builder.build();
    SplittableRandom random = new SplittableRandom(9);
    try (Engine cpu = CpuEngine.create(1);
        Engine cuda = FakeCuda.engine();
        Aggregator expected = Aggregator.create(spec, cpu);
        Aggregator actual = Aggregator.create(spec, cuda)) {
      for (int s = 0; s < 3; s++) {
        List<Batch> step = List.of(batch(random));
        StepResult right = expected.step(step, StepOutputs.DIRECTION);
        StepResult own = actual.step(step, StepOutputs.DIRECTION);
        double[] known = Relative.widened(right.shards().get(0).direction());
        assertThat(Relative.error(own.shards().get(0).direction(), known))
            .isLessThanOrEqualTo(1e-4);
        assertThat(Relative.error(own.weightShares(), right.weightShares()))
            .isLessThanOrEqualTo(1e-4);
        if (s == 0) {
          expected.closeEpoch();
          actual.closeEpoch();
        }
      }
    }
  }

  private static Batch batch(SplittableRandom random) {
    List<TaskBatch> tasks = new ArrayList<>();
    for (int t = 0; t < TASKS; t++) {
      float[] labels = new float[EXAMPLES];
      for (int i = 0; i < EXAMPLES; i++) {
        labels[i] = random.nextInt(2);
      }
      tasks.add(new TaskBatch(new Observation.Dense(labels), null, floats(random, DIM + 1)));
    }
    return new Batch(EXAMPLES, floats(random, EXAMPLES * DIM), tasks, null);
  }

  private static float[] floats(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int j = 0; j < count; j++) {
      values[j] = (float) random.nextGaussian();
    }
    return values;
  }
}
