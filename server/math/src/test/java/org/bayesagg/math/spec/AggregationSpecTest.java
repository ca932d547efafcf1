package org.bayesagg.math.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What presets fill in, and which choices are refused. */
class AggregationSpecTest {

  @Test
  void build_nothingSet_robust() {
    AggregationSpec spec = withTasks(AggregationSpec.builder(7)).build();
    assertThat(spec.preset()).isEqualTo(Preset.ROBUST);
    assertThat(spec.featureDim()).isEqualTo(7);
    assertThat(spec.gradientCentre()).isEqualTo(GradientCentre.HEAD);
    assertThat(spec.expectationGain()).isEqualTo(10);
    assertThat(spec.weightStatistic()).isEqualTo(WeightStatistic.LOSS);
    assertThat(spec.variancePooling()).isEqualTo(VariancePooling.EXAMPLE);
    assertThat(spec.weightGranularity()).isEqualTo(WeightGranularity.ROW);
    assertThat(spec.weightNormalisation()).isEqualTo(WeightNormalisation.NONE);
    assertThat(spec.noiseFromLoss()).isTrue();
    assertThat(spec.priorRefresh()).isEqualTo(new PriorRefresh.Forgetting(0.95));
    assertThat(spec.tasks())
        .allSatisfy(task -> assertThat(task.uncertaintyExponent()).isEqualTo(1))
        .allSatisfy(task -> assertThat(task.noiseVariance()).isEqualTo(1));
    shared(spec);
  }

  @Test
  void build_paper_choicesOfThePaper() {
    AggregationSpec spec = withTasks(AggregationSpec.builder(7).preset(Preset.PAPER)).build();
    assertThat(spec.preset()).isEqualTo(Preset.PAPER);
    assertThat(spec.gradientCentre()).isEqualTo(GradientCentre.POSTERIOR);
    assertThat(spec.expectationGain()).isEqualTo(1);
    assertThat(spec.weightStatistic()).isEqualTo(WeightStatistic.VARIANCE);
    assertThat(spec.variancePooling()).isEqualTo(VariancePooling.EXAMPLE);
    assertThat(spec.weightGranularity()).isEqualTo(WeightGranularity.DIMENSION);
    assertThat(spec.weightNormalisation()).isEqualTo(WeightNormalisation.SUM);
    assertThat(spec.noiseFromLoss()).isFalse();
    assertThat(spec.priorRefresh()).isEqualTo(new PriorRefresh.StreamingEpoch());
    assertThat(spec.tasks())
        .extracting(TaskSpec::uncertaintyExponent)
        .containsExactly(0.75, 5e-4, 5e-4);
    shared(spec);
  }

  private static void shared(AggregationSpec spec) {
    assertThat(spec.warmupEpochs()).isEqualTo(1);
    assertThat(spec.reduction()).isEqualTo(Reduction.MEAN_LOCAL);
    assertThat(spec.varianceFloor()).isEqualTo(1e-8);
    assertThat(spec.lossDecay()).isEqualTo(0.95);
    assertThat(spec.refreshInterval()).isEqualTo(1);
    assertThat(spec.tasks()).extracting(TaskSpec::bias).containsExactly(false, true, true);
    assertThat(spec.tasks()).extracting(TaskSpec::outputs).containsExactly(1, 1, 3);
    assertThat(spec.tasks()).extracting(TaskSpec::rows).containsExactly(1, 1, 1);
    assertThat(spec.tasks()).extracting(task -> task.weights(7)).containsExactly(7, 8, 8);
    assertThat(spec.tasks())
        .extracting(TaskSpec::structure)
        .containsExactly(
            PrecisionStructure.FULL, PrecisionStructure.BLOCK_DIAGONAL, PrecisionStructure.FULL);
    assertThat(spec.rows()).isEqualTo(3);
    assertThat(spec.firstRow(2)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void build_everythingSet_keptOverPreset(Preset preset) {
    AggregationSpec spec =
        AggregationSpec.builder(2)
            .preset(preset)
            .gradientCentre(GradientCentre.HEAD)
            .expectationGain(0.0)
            .weightStatistic(WeightStatistic.VARIANCE)
            .variancePooling(VariancePooling.BATCH)
            .weightGranularity(WeightGranularity.DIMENSION)
            .weightNormalisation(WeightNormalisation.FIRST)
            .noiseFromLoss(false)
            .priorRefresh(new PriorRefresh.Forgetting(0.5))
            .warmupEpochs(3)
            .reduction(Reduction.SUM)
            .varianceFloor(1e-4)
            .lossDecay(0.0)
            .refreshInterval(4)
            .task(
                TaskSpec.builder("only", LikelihoodKind.GAUSSIAN)
                    .outputs(2)
                    .bias(true)
                    .priorVariance(3.0)
                    .noiseVariance(0.5)
                    .uncertaintyExponent(0.0)
                    .structure(PrecisionStructure.DIAGONAL))
            .build();
    assertThat(spec)
        .isEqualTo(
            new AggregationSpec(
                2,
                java.util.List.of(
                    new TaskSpec(
                        "only",
                        LikelihoodKind.GAUSSIAN,
                        2,
                        true,
                        3.0,
                        0.5,
                        0.0,
                        PrecisionStructure.DIAGONAL)),
                preset,
                GradientCentre.HEAD,
                0.0,
                WeightStatistic.VARIANCE,
                VariancePooling.BATCH,
                WeightGranularity.DIMENSION,
                WeightNormalisation.FIRST,
                false,
                new PriorRefresh.Forgetting(0.5),
                3,
                Reduction.SUM,
                1e-4,
                0.0,
                4));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("expectation_gain", choice(b -> b.expectationGain(-1.0))),
        Arguments.of("expectation_gain", choice(b -> b.expectationGain(Double.NaN))),
        Arguments.of("expectation_gain", choice(b -> b.expectationGain(Double.POSITIVE_INFINITY))),
        Arguments.of("variance_floor", choice(b -> b.varianceFloor(0.0))),
        Arguments.of("variance_floor", choice(b -> b.varianceFloor(Double.NaN))),
        Arguments.of("loss_decay", choice(b -> b.lossDecay(1.0))),
        Arguments.of("loss_decay", choice(b -> b.lossDecay(-0.1))),
        Arguments.of("warmup_epochs", choice(b -> b.warmupEpochs(0))),
        Arguments.of("refresh_interval", choice(b -> b.refreshInterval(0))),
        Arguments.of(
            "refresh_interval",
            choice(b -> b.refreshInterval(2).priorRefresh(new PriorRefresh.StreamingEpoch()))),
        Arguments.of(
            "refresh_interval",
            choice(b -> b.refreshInterval(2).gradientCentre(GradientCentre.POSTERIOR))),
        Arguments.of(
            "forgetting.factor", choice(b -> b.priorRefresh(new PriorRefresh.Forgetting(1)))),
        Arguments.of(
            "forgetting.factor", choice(b -> b.priorRefresh(new PriorRefresh.Forgetting(0)))),
        Arguments.of(
            "forgetting.factor",
            choice(b -> b.priorRefresh(new PriorRefresh.Forgetting(Double.NaN)))),
        Arguments.of(
            "exact_epoch.max_examples",
            choice(b -> b.priorRefresh(new PriorRefresh.ExactEpoch(0)))),
        Arguments.of("variance_pooling", choice(b -> b.variancePooling(VariancePooling.BATCH))),
        Arguments.of(
            "variance_pooling",
            choice(
                b ->
                    b.weightStatistic(WeightStatistic.GRADIENT)
                        .variancePooling(VariancePooling.BATCH))),
        Arguments.of(
            "weight_granularity", choice(b -> b.weightGranularity(WeightGranularity.DIMENSION))),
        Arguments.of(
            "weight_normalisation",
            choice(
                b ->
                    b.weightStatistic(WeightStatistic.VARIANCE)
                        .weightNormalisation(WeightNormalisation.FIRST))),
        Arguments.of("tasks[\"x\"].outputs", task(LikelihoodKind.CATEGORICAL, t -> t)),
        Arguments.of("tasks[\"x\"].outputs", task(LikelihoodKind.CATEGORICAL, t -> t.outputs(1))),
        Arguments.of("tasks[\"x\"].outputs", task(LikelihoodKind.GAUSSIAN, t -> t.outputs(0))),
        Arguments.of(
            "tasks[\"x\"].prior_variance",
            task(LikelihoodKind.GAUSSIAN, t -> t.priorVariance(0.0))),
        Arguments.of(
            "tasks[\"x\"].prior_variance",
            task(LikelihoodKind.BERNOULLI, t -> t.priorVariance(Double.NaN))),
        Arguments.of(
            "tasks[\"x\"].uncertainty_exponent",
            task(LikelihoodKind.GAUSSIAN, t -> t.uncertaintyExponent(-1.0))),
        Arguments.of(
            "tasks[\"x\"].precision_structure",
            task(LikelihoodKind.GAUSSIAN, t -> t.structure(PrecisionStructure.BLOCK_DIAGONAL))),
        Arguments.of(
            "tasks[\"x\"].precision_structure",
            task(LikelihoodKind.BERNOULLI, t -> t.structure(PrecisionStructure.FULL))),
        Arguments.of(
            "tasks[\"x\"].noise_variance",
            task(LikelihoodKind.BERNOULLI, t -> t.noiseVariance(1.0))),
        Arguments.of(
            "tasks[\"x\"].noise_variance",
            task(LikelihoodKind.GAUSSIAN, t -> t.noiseVariance(1.0))),
        Arguments.of(
            "tasks[\"x\"].noise_variance",
            (UnaryOperator<AggregationSpecBuilder>)
                b ->
                    b.noiseFromLoss(false)
                        .task(TaskSpec.builder("x", LikelihoodKind.GAUSSIAN).noiseVariance(-1.0))),
        Arguments.of("tasks[\"x\"].likelihood", task(null, t -> t.outputs(1))));
  }

  @ParameterizedTest(name = "{0} #{index}")
  @MethodSource("refused")
  void build_senseless_namesField(String field, UnaryOperator<AggregationSpecBuilder> change) {
    AggregationSpecBuilder builder = change.apply(withTasks(AggregationSpec.builder(4)));
    InvalidSpecException thrown = catchThrowableOfType(InvalidSpecException.class, builder::build);
    assertThat(thrown).as("refused").isNotNull();
    assertThat(thrown.violations()).extracting(Violation::field).containsExactly(field);
    assertThat(thrown).hasMessageContaining(field);
  }

  @Test
  void build_nothingRight_namesEveryField() {
    AggregationSpecBuilder builder =
        AggregationSpec.builder(0).warmupEpochs(-1).varianceFloor(-1.0);
    InvalidSpecException thrown = catchThrowableOfType(InvalidSpecException.class, builder::build);
    assertThat(thrown.violations())
        .extracting(Violation::field)
        .containsExactlyInAnyOrder("feature_dim", "tasks", "warmup_epochs", "variance_floor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "slash/", "number"})
  void build_badOrRepeatedName_namesField(String name) {
    AggregationSpecBuilder builder =
        withTasks(AggregationSpec.builder(4)).task(TaskSpec.builder(name, LikelihoodKind.GAUSSIAN));
    InvalidSpecException thrown = catchThrowableOfType(InvalidSpecException.class, builder::build);
    assertThat(thrown.violations())
        .extracting(Violation::field)
        .containsExactly("tasks[\"" + name + "\"].name");
  }

  private static AggregationSpecBuilder withTasks(AggregationSpecBuilder builder) {
    return builder
        .task(TaskSpec.builder("number", LikelihoodKind.GAUSSIAN))
        .task(TaskSpec.builder("answer", LikelihoodKind.BERNOULLI))
        .task(TaskSpec.builder("kind", LikelihoodKind.CATEGORICAL).outputs(3));
  }

  private static UnaryOperator<AggregationSpecBuilder> choice(
      UnaryOperator<AggregationSpecBuilder> change) {
    return change;
  }

  private static UnaryOperator<AggregationSpecBuilder> task(
      LikelihoodKind kind, UnaryOperator<TaskSpec.Builder> change) {
    return builder -> builder.task(change.apply(TaskSpec.builder("x", kind)));
  }
}
