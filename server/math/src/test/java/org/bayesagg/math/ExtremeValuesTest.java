package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values far from 1 make no answer infinite. */
public class ExtremeValuesTest {
  private static final int EXAMPLES = 9;
  private static final int DIMENSIONS = 16;

  static Stream<Arguments> scales() {
    return Stream.of(1e-30f, 1e-15f, 1e-6f, 1e3f, 1e6f)
        .flatMap(scale -> Arrays.stream(Preset.values()).map(p -> Arguments.of(scale, p)));
  }

  @ParameterizedTest
  @MethodSource("scales")
  void step_everythingScaled_finite(float scale, Preset preset) {
    AggregationSpec spec =
        AggregationSpec.builder(DIMENSIONS)
            .preset(preset)
            .task(TaskSpec.builder("number", LikelihoodKind.GAUSSIAN).outputs(2))
            .task(TaskSpec.builder("answer", LikelihoodKind.BERNOULLI).outputs(2))
            .task(TaskSpec.builder("side", LikelihoodKind.CATEGORICAL).outputs(2))
            .task(TaskSpec.builder("kind", LikelihoodKind.CATEGORICAL).outputs(3))
            .build();
    Random random = new Random(3);
    try (Maths maths = Maths.product(spec)) {
      for (int step = 0; step < 4; step++) {
        if (step == 2) {
          maths.closeEpoch();
        }
        ReferenceStep answer = maths.step(List.of(batch(spec, random, scale)));
        finite(answer.directions().get(0));
        for (int t = 0; answer.bayesian() && t < spec.tasks().size(); t++) {
          finite(answer.means().get(0)[t]);
          finite(answer.variances().get(0)[t]);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1e-3, 1e13})
  void step_anyPriorVariance_finiteThroughSeveralEpochs(double variance) {
    try (Maths maths = Maths.product(withPrior(variance))) {
      severalEpochs(maths, withPrior(variance));
    }
  }

  @Test
  void step_priorVarianceBeyondFloat32_isATypedError() {
    AggregationSpec spec = withPrior(1e60);
    try (Maths maths = Maths.product(spec)) {
      assertThatThrownBy(() -> severalEpochs(maths, spec))
          .isInstanceOf(InvalidBatchException.class)
          .hasMessageContaining("beyond float32");
    }
  }

  private static AggregationSpec withPrior(double variance) {
    return AggregationSpec.builder(DIMENSIONS)
        .preset(Preset.PAPER)
        .task(TaskSpec.builder("number", LikelihoodKind.GAUSSIAN).priorVariance(variance))
        .task(TaskSpec.builder("answer", LikelihoodKind.BERNOULLI).priorVariance(variance))
        .task(
            TaskSpec.builder("kind", LikelihoodKind.CATEGORICAL).outputs(3).priorVariance(variance))
        .build();
  }

  /** Few enough examples for the low-rank form; every second epoch is followed by an empty one. */
  private static void severalEpochs(Maths maths, AggregationSpec spec) {
    Random random = new Random(5);
    for (int epoch = 0; epoch < 4; epoch++) {
      for (int step = 0; step < 2; step++) {
        finite(maths.step(List.of(batch(spec, random, 1))).directions().get(0));
      }
      maths.closeEpoch();
      if (epoch % 2 == 1) {
        maths.closeEpoch();
      }
    }
  }

  private static void finite(double[] values) {
    assertThat(Arrays.stream(values).allMatch(Double::isFinite)).isTrue();
  }

  /** Features, heads, numbers and weights of this size. */
  private static Batch batch(AggregationSpec spec, Random random, float scale) {
    List<TaskBatch> tasks = new ArrayList<>();
    for (TaskSpec task : spec.tasks()) {
      int o = task.outputs();
      Observation observation;
      if (task.likelihood() == LikelihoodKind.CATEGORICAL) {
        observation = new Observation.Classes(random.ints(EXAMPLES, 0, o).toArray());
      } else if (task.likelihood() == LikelihoodKind.BERNOULLI) {
        observation = new Observation.Dense(new float[EXAMPLES * o]);
      } else {
        observation = new Observation.Dense(values(EXAMPLES * o, random, scale));
      }
      tasks.add(new TaskBatch(observation, null, values(o * (DIMENSIONS + 1), random, scale)));
    }
    float[] weights = new float[EXAMPLES];
    Arrays.fill(weights, scale);
    return new Batch(EXAMPLES, values(EXAMPLES * DIMENSIONS, random, scale), tasks, weights);
  }

  private static float[] values(int length, Random random, float scale) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = scale * (2 * random.nextFloat() - 1);
    }
    return values;
  }
}
