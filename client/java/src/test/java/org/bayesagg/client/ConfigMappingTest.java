package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.time.Duration;
import java.util.List;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigMappingTest {

  static List<SessionOptions> options() {
    return List.of(
        complete(PriorRefresh.streamingEpoch(), 0),
        complete(PriorRefresh.exactEpoch(12_345), 1),
        complete(PriorRefresh.forgetting(0.8), 2),
        SessionOptions.builder(3).task(TaskOptions.categorical("only", 4)).build());
  }

  @ParameterizedTest
  @MethodSource("options")
  void options_comeBackFromTheMessage(SessionOptions options) {
    assertThat(SessionDecoder.options(ConfigEncoder.encode(options))).isEqualTo(options);
  }

  @Test
  void everyFieldOfTheContract_canBeSet() {
    SessionConfig config = ConfigEncoder.encode(complete(PriorRefresh.forgetting(0.8), 1));
    List<String> unset =
        SessionConfig.getDescriptor().getFields().stream()
            .filter(
                field -> field.getContainingOneof() == null || field.toProto().getProto3Optional())
            .filter(field -> !isSet(config, field))
            .map(FieldDescriptor::getName)
            .toList();
    assertThat(unset).isEmpty();
    Task task = config.getTasks(0);
    assertThat(Task.getDescriptor().getFields()).allMatch(field -> isSet(task, field));
  }

  @Test
  void unsetChoices_staySilent() {
    SessionConfig config =
        ConfigEncoder.encode(
            SessionOptions.builder(3).task(TaskOptions.gaussian("only", 1)).build());
    assertThat(config)
        .isEqualTo(
            SessionConfig.newBuilder()
                .setFeatureDim(3)
                .addTasks(
                    Task.newBuilder()
                        .setName("only")
                        .setLikelihood(org.bayesagg.v1.Likelihood.LIKELIHOOD_GAUSSIAN)
                        .setOutputs(1))
                .build());
  }

  @Test
  void difference_namesTheFieldThatWasWantedOtherwise() {
    SessionOptions wanted =
        SessionOptions.builder(3)
            .task(TaskOptions.gaussian("a", 1))
            .task(TaskOptions.gaussian("b", 2))
            .build();
    SessionConfig config = ConfigEncoder.encode(wanted);
    SessionConfig echo = config.toBuilder().setLossDecay(0.95).build();
    assertThat(ConfigDifference.first(config, echo)).isEmpty();

    SessionConfig.Builder other = echo.toBuilder();
    other.getTasksBuilder(1).setOutputs(3);
    assertThat(ConfigDifference.first(config, other.build())).contains("tasks[1].outputs");
    assertThat(ConfigDifference.first(config, echo.toBuilder().removeTasks(1).build()))
        .contains("tasks");
    assertThat(
            ConfigDifference.first(
                config.toBuilder()
                    .setStreamingEpoch(org.bayesagg.v1.StreamingEpoch.getDefaultInstance())
                    .build(),
                echo))
        .contains("streaming_epoch");
  }

  /** All fields set; {@code variant} walks through the constants of the enums. */
  private static SessionOptions complete(PriorRefresh prior, int variant) {
    return SessionOptions.builder(7)
        .task(
            new TaskOptions(
                "a",
                pick(Likelihood.values(), variant),
                4,
                true,
                0.5,
                2.0,
                0.7,
                pick(PrecisionStructure.values(), variant)))
        .preset(pick(Preset.values(), variant))
        .gradientCentre(pick(GradientCentre.values(), variant))
        .expectationGain(3)
        .weightStatistic(pick(WeightStatistic.values(), variant))
        .variancePooling(pick(VariancePooling.values(), variant))
        .weightGranularity(pick(WeightGranularity.values(), variant))
        .weightNormalisation(pick(WeightNormalisation.values(), variant))
        .noiseVariance(pick(NoiseVariance.values(), variant))
        .priorRefresh(prior)
        .warmupEpochs(2)
        .reduction(pick(Reduction.values(), variant))
        .varianceFloor(1e-6)
        .lossDecay(0.9)
        .refreshInterval(4)
        .synchronous(new SynchronousSteps(3, 2, Duration.ofMillis(1500)))
        .epochDeadline(Duration.ofSeconds(90))
        .maxExamplesPerStep(64)
        .replayWindow(9)
        .workerTimeout(Duration.ofSeconds(20))
        .build();
  }

  private static <T> T pick(T[] values, int variant) {
    return values[variant % values.length];
  }

  private static boolean isSet(com.google.protobuf.Message message, FieldDescriptor field) {
    return field.isRepeated()
        ? message.getRepeatedFieldCount(field) > 0
        : message.getAllFields().containsKey(field);
  }
}
