package org.bayesagg.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.bayesagg.cuda.fake.FakeCuda;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.Engine;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.TaskSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a step asks the device for: some microseconds each, which is all that small steps cost. The
 * number of outputs must not matter, as long as their matrices have room together.
 */
class LaunchBudgetTest {
  private static final int DIM = 24;

  @ParameterizedTest
  @CsvSource({
    "PAPER, GAUSSIAN, 1, 16, 30, 8",
    "PAPER, GAUSSIAN, 11, 16, 30, 8",
    "PAPER, GAUSSIAN, 11, 32, 30, 8",
    "PAPER, BERNOULLI, 40, 16, 36, 8",
    "PAPER, CATEGORICAL, 5, 32, 45, 22",
    "ROBUST, GAUSSIAN, 11, 16, 24, 5",
    "ROBUST, BERNOULLI, 40, 16, 28, 6"
  })
  void step_withAPrior_asksForFewThings(
      Preset preset, LikelihoodKind kind, int outputs, int examples, int kernels, int calls) {
    AggregationSpec spec =
        AggregationSpec.builder(DIM)
            .preset(preset)
            .task(TaskSpec.builder("task", kind).outputs(outputs))
            .build();
    List<Batch> step = List.of(batch(spec, examples));
    try (Engine engine = FakeCuda.engine();
        Aggregator run = Aggregator.create(spec, engine)) {
      run.step(step, StepOutputs.DIRECTION);
      run.closeEpoch();
      run.step(step, StepOutputs.DIRECTION);
      long launches = FakeCuda.count("launches");
      long library = FakeCuda.count("library_calls");
      run.step(step, StepOutputs.DIRECTION);
      long ownLaunches = FakeCuda.count("launches") - launches;
      long ownLibrary = FakeCuda.count("library_calls") - library;
      assertThat(ownLaunches).isLessThanOrEqualTo(kernels);
      assertThat(ownLibrary).isLessThanOrEqualTo(calls);
    }
  }

  private static Batch batch(AggregationSpec spec, int examples) {
    SplittableRandom random = new SplittableRandom(7);
    TaskSpec task = spec.tasks().get(0);
    int outputs = task.outputs();
    Observation labels =
        task.likelihood() == LikelihoodKind.CATEGORICAL
            ? new Observation.Classes(random.ints(examples, 0, outputs).toArray())
            : new Observation.Dense(floats(random, examples * outputs));
    float[] head = floats(random, outputs * (DIM + 1));
    float[] features = floats(random, examples * DIM);
    return new Batch(examples, features, List.of(new TaskBatch(labels, null, head)), null);
  }

  private static float[] floats(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int j = 0; j < count; j++) {
      values[j] = (float) random.nextDouble();
    }
    return values;
  }
}
