package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.AggregationSpecBuilder;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;
import org.bayesagg.math.state.StateBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A restored run answers as one that was never interrupted, wherever it was saved. */
public class RestoreTest {
  private static final int DIM = 9;

  /** Every prior, preset and structure. */
  public static List<AggregationSpec> specs() {
    List<AggregationSpec> specs = new ArrayList<>();
    for (PriorRefresh prior :
        List.of(
            new PriorRefresh.StreamingEpoch(),
            new PriorRefresh.ExactEpoch(1000),
            new PriorRefresh.Forgetting(0.9))) {
      for (Preset preset : List.of(Preset.PAPER, Preset.ROBUST)) {
        specs.add(tasks(builder(preset).priorRefresh(prior)).build());
        specs.add(
            tasks(builder(preset).priorRefresh(prior))
                .weightStatistic(WeightStatistic.GRADIENT)
                .weightGranularity(WeightGranularity.DIMENSION)
                .weightNormalisation(WeightNormalisation.FIRST)
                .warmupEpochs(2)
                .build());
      }
    }
    specs.add(tasks(builder(Preset.ROBUST).refreshInterval(4)).build());
    specs.add(tasks(builder(Preset.ROBUST).refreshInterval(2)).build());
    return specs;
  }

  private static AggregationSpecBuilder builder(Preset preset) {
    return AggregationSpec.builder(DIM).preset(preset);
  }

  private static AggregationSpecBuilder tasks(AggregationSpecBuilder builder) {
    for (PrecisionStructure structure : PrecisionStructure.values()) {
      if (structure != PrecisionStructure.BLOCK_DIAGONAL) {
        builder.task(task(LikelihoodKind.GAUSSIAN, 2, structure));
      }
      if (structure != PrecisionStructure.FULL) {
        builder.task(task(LikelihoodKind.BERNOULLI, 3, structure));
      }
      builder.task(task(LikelihoodKind.CATEGORICAL, 3, structure));
    }
    return builder;
  }

  private static TaskSpec.Builder task(
      LikelihoodKind kind, int outputs, PrecisionStructure structure) {
    return TaskSpec.builder(kind + "-" + structure, kind)
        .outputs(outputs)
        .structure(structure)
        .priorVariance(0.5);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void restore_atEveryPoint_answersAsIfNeverInterrupted(AggregationSpec spec) {
    try (Engine engine = TestEngines.create(1)) {
      RestoreCheck.everywhere(Scenarios.of(spec, 6, 3, 2, 2, 3, 3), engine);
    }
  }

  @Property(seed = "81", tries = 25)
  void restore_anyChoices_answersAsIfNeverInterrupted(
      @ForAll(supplier = Scenarios.Unsampled.class) Scenario scenario) {
    try (Engine engine = TestEngines.create(2)) {
      RestoreCheck.everywhere(scenario, engine);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LikelihoodKind.class,
      names = {"GAUSSIAN", "BERNOULLI"})
  void restore_largeLayoutBadlyConditioned_triesFloat32WhereItWouldHave(LikelihoodKind kind) {
    AggregationSpec spec =
        AggregationSpec.builder(520)
            .preset(Preset.ROBUST)
            .task(TaskSpec.builder("task", kind).outputs(1).priorVariance(1e4))
            .build();
    try (Engine engine = TestEngines.create(2)) {
      RestoreCheck.everywhere(Scenarios.of(spec, 12, 5, 1, 3), engine);
    }
  }

  @Test
  void restore_manyStepsBetweenRefreshes_takesUpWhatWasInTheMaking() {
    AggregationSpec spec =
        AggregationSpec.builder(5)
            .preset(Preset.ROBUST)
            .refreshInterval(6)
            .task(TaskSpec.builder("flags", LikelihoodKind.BERNOULLI).outputs(4))
            .task(TaskSpec.builder("class", LikelihoodKind.CATEGORICAL).outputs(3))
            .build();
    try (Engine engine = TestEngines.create(2)) {
      RestoreCheck.everywhere(Scenarios.of(spec, 5, 7, 1, 16), engine);
    }
  }

  /** Each of some tasks has its own first head: those without one wait on. */
  @Test
  void restore_exactEpochWithTasksThatWait_evaluatesItAtTheirHeads() {
    AggregationSpec spec =
        tasks(builder(Preset.PAPER).priorRefresh(new PriorRefresh.ExactEpoch(1000))).build();
    Scenario scenario = Scenarios.of(spec, 6, 11, 2, 1, 3);
    Scenario second =
        new Scenario(
            spec,
            scenario.epochs().stream()
                .map(
                    epoch ->
                        epoch.stream().map(step -> List.of(step.get(step.size() - 1))).toList())
                .toList(),
            "the second shards alone");
    try (Engine engine = TestEngines.create(1)) {
      RestoreCheck.everywhere(second, engine);
    }
  }

  @Test
  void restore_elsewhereWithOtherThreads_sameAnswers() {
    AggregationSpec spec = tasks(builder(Preset.ROBUST).refreshInterval(4)).build();
    Scenario scenario = Scenarios.of(spec, 6, 13, 1, 8);
    try (Engine engine = TestEngines.create(1);
        Engine other = TestEngines.create(2);
        Aggregator run = Aggregator.create(spec, engine)) {
      run.step(scenario.epochs().get(0).get(0), StepOutputs.DIRECTION);
      run.closeEpoch();
      for (int s = 0; s < 5; s++) {
        run.step(scenario.epochs().get(1).get(s), StepOutputs.DIRECTION);
      }
      byte[] state = RestoreCheck.saved(run);
      try (Aggregator restored = Aggregator.restore(spec, other, StateBytes.input(state))) {
        for (int s = 5; s < 8; s++) {
          StepIdentity.same(restored, run, scenario.epochs().get(1).get(s));
        }
      }
      assertThat(other.openBytes()).isZero();
    }
  }
}
