package org.bayesagg.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.bayesagg.cuda.driver.CudaDriver;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is worth its time on a device alone: larger shapes, and many steps. */
class DeviceTest {
  private static final double BOUND = 1e-5;
  private static final int STEPS = 10_000;

  @BeforeEach
  void onADevice() {
    assumeTrue(FakeCuda.real(), "BAYESAGG_CUDA_TESTS is not \"device\"");
  }

  @ParameterizedTest
  @CsvSource({
    "PAPER, GAUSSIAN, 128, 512, 11",
    "PAPER, GAUSSIAN, 1024, 1024, 8",
    "PAPER, BERNOULLI, 128, 160, 20",
    "PAPER, CATEGORICAL, 128, 64, 2",
    "ROBUST, GAUSSIAN, 128, 512, 11",
    "ROBUST, GAUSSIAN, 2048, 1500, 4",
    "ROBUST, BERNOULLI, 128, 512, 40"
  })
  void step_largerShapes_equalTheCpu(
      Preset preset, LikelihoodKind kind, int examples, int dim, int outputs) {
    AggregationSpec spec = spec(preset, kind, dim, outputs);
    SplittableRandom random = new SplittableRandom(5);
    try (Engine cpu = CpuEngine.create(Runtime.getRuntime().availableProcessors());
        Engine cuda = FakeCuda.engine();
        Aggregator expected = Aggregator.create(spec, cpu);
        Aggregator actual = Aggregator.create(spec, cuda)) {
      for (int s = 0; s < 4; s++) {
        List<Batch> step = List.of(batch(spec, examples, random));
        double[] right =
            Relative.widened(
                expected.step(step, StepOutputs.DIRECTION).shards().get(0).direction());
        float[] own = actual.step(step, StepOutputs.DIRECTION).shards().get(0).direction();
        assertThat(Relative.error(own, right)).as("step " + s).isLessThanOrEqualTo(BOUND);
        if (s == 0) {
          expected.closeEpoch();
          actual.closeEpoch();
        }
      }
    }
  }

  @Test
  void step_tenThousandTimes_takesNoMoreMemory() {
    AggregationSpec spec = spec(Preset.ROBUST, LikelihoodKind.BERNOULLI, 128, 8);
    List<Batch> step = List.of(batch(spec, 128, new SplittableRandom(5)));
    try (Engine cuda = FakeCuda.engine();
        Aggregator run = Aggregator.create(spec, cuda)) {
      run.step(step, StepOutputs.DIRECTION);
      run.closeEpoch();
      run.step(step, StepOutputs.DIRECTION);
      long before = free();
      for (int s = 0; s < STEPS; s++) {
        run.step(step, StepOutputs.DIRECTION);
      }
      assertThat(free()).isGreaterThanOrEqualTo(before);
    }
  }

  private static long free() {
    long[] free = new long[1];
    assertThat(CudaDriver.cuMemGetInfo(free, new long[1])).isZero();
    return free[0];
  }

  private static AggregationSpec spec(Preset preset, LikelihoodKind kind, int dim, int outputs) {
    return AggregationSpec.builder(dim)
        .preset(preset)
        .task(TaskSpec.builder("task", kind).outputs(outputs))
        .build();
  }

  private static Batch batch(AggregationSpec spec, int examples, SplittableRandom random) {
    TaskSpec task = spec.tasks().get(0);
    int outputs = task.outputs();
    float[] features = gaussian(random, examples * spec.featureDim(), 1);
    float[] head = gaussian(random, outputs * (spec.featureDim() + 1), 0.1);
    Observation labels =
        switch (task.likelihood()) {
          case CATEGORICAL -> new Observation.Classes(random.ints(examples, 0, outputs).toArray());
          case GAUSSIAN -> new Observation.Dense(gaussian(random, examples * outputs, 1));
          case BERNOULLI -> new Observation.Dense(bits(random, examples * outputs));
        };
    return new Batch(examples, features, List.of(new TaskBatch(labels, null, head)), null);
  }

  private static float[] gaussian(SplittableRandom random, int count, double scale) {
    float[] values = new float[count];
    for (int j = 0; j < count; j++) {
      values[j] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  private static float[] bits(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int j = 0; j < count; j++) {
      values[j] = random.nextInt(2);
    }
    return values;
  }
}
