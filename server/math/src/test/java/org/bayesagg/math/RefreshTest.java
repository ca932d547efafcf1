package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Covariances made in the background, over enough steps that each block is taken up again. */
public class RefreshTest {
  private static final int DIM = 5;
  private static final int EXAMPLES = 7;
  private static final int STEPS = 14;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 10})
  void step_refreshInterval_equalsReference(int interval) {
    Scenario scenario = scenario(interval);
    try (Maths product = Maths.product(scenario.spec());
        Maths reference = Maths.reference(scenario.spec())) {
      Agreement.SINGLE.check(scenario, scenario.play(product), scenario.play(reference));
    }
  }

  @Test
  void step_playedAgain_givesTheSame() {
    Scenario scenario = scenario(2);
    try (Maths once = Maths.product(scenario.spec());
        Maths again = Maths.product(scenario.spec())) {
      List<ReferenceStep> first = scenario.play(once);
      List<ReferenceStep> second = scenario.play(again);
      for (int s = 0; s < first.size(); s++) {
        assertThat(second.get(s).directions().get(0)).isEqualTo(first.get(s).directions().get(0));
      }
    }
  }

  private static Scenario scenario(int interval) {
    AggregationSpec spec =
        AggregationSpec.builder(DIM)
            .preset(Preset.ROBUST)
            .refreshInterval(interval)
            .task(TaskSpec.builder("numbers", LikelihoodKind.GAUSSIAN).outputs(2))
            .task(TaskSpec.builder("flags", LikelihoodKind.BERNOULLI).outputs(3).priorVariance(1.0))
            .task(
                TaskSpec.builder("class", LikelihoodKind.CATEGORICAL).outputs(2).priorVariance(1.0))
            .build();
    SplittableRandom random = new SplittableRandom(interval);
    List<List<Batch>> warmup = List.of(List.of(batch(spec, random)));
    List<List<Batch>> steps = new ArrayList<>();
    for (int s = 0; s < STEPS; s++) {
      steps.add(List.of(batch(spec, random)));
    }
    return new Scenario(spec, List.of(warmup, steps), "interval " + interval);
  }

  private static Batch batch(AggregationSpec spec, SplittableRandom random) {
    float[] features = new float[EXAMPLES * DIM];
    for (int j = 0; j < features.length; j++) {
      features[j] = (float) random.nextGaussian();
    }
    List<TaskBatch> tasks = new ArrayList<>();
    for (TaskSpec task : spec.tasks()) {
      float[] head = new float[task.outputs() * (DIM + 1)];
      for (int j = 0; j < head.length; j++) {
        head[j] = (float) (0.3 * random.nextGaussian());
      }
      tasks.add(new TaskBatch(labels(task, random), null, head));
    }
    return new Batch(EXAMPLES, features, tasks, null);
  }

  private static Observation labels(TaskSpec task, SplittableRandom random) {
    if (task.likelihood() == LikelihoodKind.CATEGORICAL) {
      return new Observation.Classes(random.ints(EXAMPLES, 0, task.outputs()).toArray());
    }
    float[] labels = new float[EXAMPLES * task.outputs()];
    for (int j = 0; j < labels.length; j++) {
      labels[j] =
          task.likelihood() == LikelihoodKind.BERNOULLI
              ? random.nextInt(2)
              : (float) random.nextGaussian();
    }
    return new Observation.Dense(labels);
  }
}
