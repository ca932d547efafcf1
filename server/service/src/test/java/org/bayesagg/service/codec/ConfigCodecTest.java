package org.bayesagg.service.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.v1.ExactEpoch;
import org.bayesagg.v1.Forgetting;
import org.bayesagg.v1.GradientCentre;
import org.bayesagg.v1.NoiseVariance;
import org.bayesagg.v1.PrecisionStructure;
import org.bayesagg.v1.Preset;
import org.bayesagg.v1.Reduction;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.StreamingEpoch;
import org.bayesagg.v1.SynchronousSteps;
import org.bayesagg.v1.Task;
import org.bayesagg.v1.VariancePooling;
import org.bayesagg.v1.WeightGranularity;
import org.bayesagg.v1.WeightNormalisation;
import org.bayesagg.v1.WeightStatistic;
import org.bayesagg.v1.WorkerMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigCodecTest {
  @Test
  void echo_nothingSet_isRobust() {
    SessionConfig echo = echo(Examples.config().toBuilder().clearMaxExamplesPerStep().build());
    assertThat(echo.getPreset()).isEqualTo(Preset.PRESET_ROBUST);
    assertThat(echo.getGradientCentre()).isEqualTo(GradientCentre.GRADIENT_CENTRE_HEAD);
    assertThat(echo.getExpectationGain()).isEqualTo(10);
    assertThat(echo.getWeightStatistic()).isEqualTo(WeightStatistic.WEIGHT_STATISTIC_LOSS);
    assertThat(echo.getVariancePooling()).isEqualTo(VariancePooling.VARIANCE_POOLING_EXAMPLE);
    assertThat(echo.getWeightGranularity()).isEqualTo(WeightGranularity.WEIGHT_GRANULARITY_ROW);
    assertThat(echo.getWeightNormalisation())
        .isEqualTo(WeightNormalisation.WEIGHT_NORMALISATION_NONE);
    assertThat(echo.getNoiseVariance()).isEqualTo(NoiseVariance.NOISE_VARIANCE_FROM_LOSS);
    assertThat(echo.getForgetting().getFactor()).isEqualTo(0.95);
    assertThat(echo.getWarmupEpochs()).isEqualTo(1);
    assertThat(echo.getReduction()).isEqualTo(Reduction.REDUCTION_MEAN_LOCAL);
    assertThat(echo.getVarianceFloor()).isEqualTo(1e-8);
    assertThat(echo.getLossDecay()).isEqualTo(0.95);
    assertThat(echo.getRefreshInterval()).isEqualTo(1);
    assertThat(echo.getWorkerMode()).isEqualTo(WorkerMode.WORKER_MODE_INDEPENDENT);
    assertThat(echo.getEpochDeadline()).isEqualTo(seconds(600));
    assertThat(echo.getMaxExamplesPerStep()).isEqualTo(8192);
    assertThat(echo.getReplayWindow()).isEqualTo(4);
    Task age = echo.getTasks(0);
    assertThat(age.getOutputs()).isEqualTo(1);
    assertThat(age.hasBias() && !age.getBias()).isTrue();
    assertThat(age.getPriorVariance()).isEqualTo(1);
    assertThat(age.getUncertaintyExponent()).isEqualTo(1);
    assertThat(age.getPrecisionStructure()).isEqualTo(PrecisionStructure.PRECISION_STRUCTURE_FULL);
    assertThat(echo.getTasks(1).getPrecisionStructure())
        .isEqualTo(PrecisionStructure.PRECISION_STRUCTURE_BLOCK_DIAGONAL);
    assertThat(echo.getTasks(1).getBias()).isTrue();
  }

  @Test
  void echo_paper_hasThePapersValues() {
    SessionConfig echo = echo(Examples.config().toBuilder().setPreset(Preset.PRESET_PAPER).build());
    assertThat(echo.getPriorRefreshCase())
        .isEqualTo(SessionConfig.PriorRefreshCase.STREAMING_EPOCH);
    assertThat(echo.getNoiseVariance()).isEqualTo(NoiseVariance.NOISE_VARIANCE_STATED);
    assertThat(echo.getTasks(0).getNoiseVariance()).isEqualTo(1);
    assertThat(echo.getTasks(0).getUncertaintyExponent()).isEqualTo(0.75);
    assertThat(echo.getTasks(1).getUncertaintyExponent()).isEqualTo(5e-4);
    assertThat(echo.getTasks(2).getPriorVariance()).isEqualTo(1e-3);
  }

  @Test
  void echo_everyFieldThatApplies_isSet() {
    SessionConfig echo = echo(synchronous(3, 2));
    assertThat(unset(echo, SessionConfig.getDescriptor().getFields()))
        .containsExactlyInAnyOrder("streaming_epoch", "exact_epoch", "worker_timeout");
    assertThat(unset(echo.getTasks(0), Task.getDescriptor().getFields()))
        .as("the noise comes from the loss")
        .containsExactly("noise_variance");
  }

  static Stream<SessionConfig> configs() {
    SessionConfig plain = Examples.config();
    return Stream.of(
        plain,
        plain.toBuilder().setPreset(Preset.PRESET_PAPER).build(),
        plain.toBuilder()
            .setPreset(Preset.PRESET_PAPER)
            .setExactEpoch(ExactEpoch.newBuilder().setMaxExamples(1000))
            .setVariancePooling(VariancePooling.VARIANCE_POOLING_BATCH)
            .setWeightNormalisation(WeightNormalisation.WEIGHT_NORMALISATION_FIRST)
            .setReduction(Reduction.REDUCTION_SUM)
            .build(),
        plain.toBuilder().setStreamingEpoch(StreamingEpoch.getDefaultInstance()).build(),
        plain.toBuilder().setForgetting(Forgetting.getDefaultInstance()).build(),
        plain.toBuilder().setRefreshInterval(4).setReplayWindow(1).build(),
        synchronous(3, 0));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void echo_sentBack_isTheSameConfiguration(SessionConfig config) {
    SessionSettings settings = ConfigReader.read(config);
    SessionConfig echo = ConfigWriter.write(settings);
    assertThat(ConfigReader.read(echo)).isEqualTo(settings);
    assertThat(Fingerprint.of(ConfigReader.read(echo))).isEqualTo(Fingerprint.of(settings));
  }

  @Test
  void fingerprint_anyChange_differs() {
    Set<String> fingerprints =
        configs()
            .map(config -> Fingerprint.of(ConfigReader.read(config)))
            .collect(Collectors.toSet());
    // A forgetting factor of 0.95 is the preset's own: the same configuration.
    assertThat(fingerprints).hasSize((int) configs().count() - 1);
    assertThat(fingerprints).allMatch(fingerprint -> fingerprint.matches("[0-9a-f]{64}"));
  }

  @Test
  void fingerprint_isStable() {
    assertThat(Fingerprint.of(ConfigReader.read(Examples.config())))
        .isEqualTo("1c5f205e9c85b4134afe34bfedb50442301a2dc02562e8650051483f306750e8");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong("config.feature_dim", c -> c.clearFeatureDim()),
        wrong("config.tasks", c -> c.clearTasks()),
        wrong("config.expectation_gain", c -> c.setExpectationGain(-1)),
        wrong("config.expectation_gain", c -> c.setExpectationGain(Double.NaN)),
        wrong("config.variance_floor", c -> c.setVarianceFloor(0)),
        wrong("config.loss_decay", c -> c.setLossDecay(1)),
        wrong("config.warmup_epochs", c -> c.setWarmupEpochs(0)),
        wrong("config.refresh_interval", c -> c.setRefreshInterval(0)),
        wrong("config.max_examples_per_step", c -> c.setMaxExamplesPerStep(0)),
        wrong("config.replay_window", c -> c.setReplayWindow(0)),
        wrong("config.epoch_deadline", c -> c.setEpochDeadline(seconds(0))),
        wrong("config.epoch_deadline", c -> c.setEpochDeadline(seconds(-1))),
        wrong("config.epoch_deadline", c -> c.setEpochDeadline(seconds(Long.MAX_VALUE))),
        wrong("config.preset", c -> c.setPresetValue(99)),
        wrong("config.gradient_centre", c -> c.setGradientCentreValue(99)),
        wrong("config.noise_variance", c -> c.setNoiseVarianceValue(99)),
        wrong("config.worker_mode", c -> c.setWorkerModeValue(99)),
        wrong("config.weight_granularity", c -> c.setWeightGranularityValue(1)),
        wrong("config.synchronous", c -> c.setWorkerMode(WorkerMode.WORKER_MODE_SYNCHRONOUS)),
        wrong("config.synchronous", c -> c.setSynchronous(SynchronousSteps.getDefaultInstance())),
        wrong("config.synchronous.workers", c -> synchronous(0, 0).toBuilder()),
        wrong("config.synchronous.quorum", c -> synchronous(2, 3).toBuilder()),
        wrong("config.synchronous.quorum", c -> synchronous(2, -1).toBuilder()),
        wrong(
            "config.forgetting.factor", c -> c.setForgetting(Forgetting.newBuilder().setFactor(1))),
        wrong(
            "config.exact_epoch.max_examples",
            c -> c.setExactEpoch(ExactEpoch.getDefaultInstance())),
        wrong("config.tasks[\"age\"].noise_variance", c -> task(c, t -> t.setNoiseVariance(2))),
        wrong("config.tasks[\"age\"].prior_variance", c -> task(c, t -> t.setPriorVariance(0))),
        wrong("config.tasks[\"age\"].outputs", c -> task(c, t -> t.setOutputs(-1))),
        wrong("config.tasks[\"tags\"].name", c -> task(c, t -> t.setName("tags"))),
        wrong("config.tasks[\"a b\"].name", c -> task(c, t -> t.setName("a b"))));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void read_wrongField_isNamed(String field, UnaryOperator<SessionConfig.Builder> damage) {
    SessionConfig config = damage.apply(Examples.config().toBuilder()).build();
    assertThat(violations(config)).contains(field);
  }

  @Test
  void read_manyMistakes_areAllNamed() {
    SessionConfig config =
        Examples.config().toBuilder()
            .clearFeatureDim()
            .setPresetValue(99)
            .setReplayWindow(0)
            .setVarianceFloor(-1)
            .build();
    assertThat(violations(config))
        .containsExactlyInAnyOrder(
            "config.preset", "config.feature_dim", "config.variance_floor", "config.replay_window");
  }

  private static List<String> violations(SessionConfig config) {
    InvalidRequestException e =
        catchThrowableOfType(InvalidRequestException.class, () -> ConfigReader.read(config));
    assertThat(e).isNotNull();
    return e.violations().stream().map(wrong -> wrong.violation().field()).toList();
  }

  private static SessionConfig echo(SessionConfig config) {
    return ConfigWriter.write(ConfigReader.read(config));
  }

  private static List<String> unset(
      com.google.protobuf.Message message, List<FieldDescriptor> fields) {
    return fields.stream()
        .filter(
            field ->
                field.isRepeated()
                    ? message.getRepeatedFieldCount(field) == 0
                    : field.hasPresence()
                        ? !message.hasField(field)
                        : message.getField(field).equals(field.getDefaultValue()))
        .map(FieldDescriptor::getName)
        .toList();
  }

  private static SessionConfig synchronous(int workers, int quorum) {
    return Examples.config().toBuilder()
        .setWorkerMode(WorkerMode.WORKER_MODE_SYNCHRONOUS)
        .setSynchronous(SynchronousSteps.newBuilder().setWorkers(workers).setQuorum(quorum))
        .build();
  }

  private static SessionConfig.Builder task(
      SessionConfig.Builder config, UnaryOperator<Task.Builder> change) {
    return config.setTasks(0, change.apply(config.getTasksBuilder(0)));
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  private static Arguments wrong(String field, UnaryOperator<SessionConfig.Builder> damage) {
    return Arguments.of(field, damage);
  }
}
