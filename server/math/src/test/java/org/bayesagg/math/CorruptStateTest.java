package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.linalg.NotPositiveDefiniteException;
import org.bayesagg.math.posterior.EpochFullException;
import org.bayesagg.math.scenario.Edits;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.AggregationSpecBuilder;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.StateBytes;
import org.bayesagg.math.state.UnknownStateVersionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no state of a run is refused, whatever it is, and leaves nothing behind. */
public class CorruptStateTest {
  private static final int DIM = 3;
  private static final int FLIPS = 600;

  private final Engine engine = TestEngines.create(1);

  @AfterEach
  void nothingLeftBehind() {
    assertThat(engine.openBytes()).isZero();
    engine.close();
  }

  static List<AggregationSpec> specs() {
    return List.of(
        tasks(AggregationSpec.builder(DIM).preset(Preset.PAPER)).build(),
        tasks(AggregationSpec.builder(DIM).priorRefresh(new PriorRefresh.ExactEpoch(40))).build(),
        tasks(AggregationSpec.builder(DIM).refreshInterval(4)).build(),
        tasks(AggregationSpec.builder(DIM).weightNormalisation(WeightNormalisation.FIRST)).build());
  }

  private static AggregationSpecBuilder tasks(AggregationSpecBuilder builder) {
    return builder
        .task(TaskSpec.builder("number", LikelihoodKind.GAUSSIAN).outputs(2))
        .task(flag(PrecisionStructure.DIAGONAL))
        .task(TaskSpec.builder("class", LikelihoodKind.CATEGORICAL).outputs(3));
  }

  private static Scenario scenario(AggregationSpec spec) {
    return Scenarios.of(spec, 6, 17, 2, 3, 1);
  }

  /** In the middle of an epoch, with covariances in the making. */
  private byte[] state(AggregationSpec spec) {
    try (Aggregator run = Aggregator.create(spec, engine)) {
      for (int e = 0; e < 2; e++) {
        if (e > 0) {
          run.closeEpoch();
        }
        scenario(spec).epochs().get(e).forEach(step -> run.step(step, StepOutputs.DIRECTION));
      }
      return RestoreCheck.saved(run);
    }
  }

  private void restore(AggregationSpec spec, byte[] state) {
    Aggregator.restore(spec, engine, StateBytes.input(state)).close();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void restore_truncatedAnywhere_refused(AggregationSpec spec) {
    byte[] state = state(spec);
    restore(spec, state);
    for (int length = 0; length < state.length; length++) {
      byte[] cut = Arrays.copyOf(state, length);
      assertThatThrownBy(() -> restore(spec, cut)).isInstanceOf(CorruptStateException.class);
      assertThat(engine.openBytes()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void restore_bytesChangedAnywhere_refusedOrARun(AggregationSpec spec) {
    byte[] state = state(spec);
    List<Batch> next = scenario(spec).epochs().get(2).get(0);
    SplittableRandom random = new SplittableRandom(19);
    for (int i = 0; i < FLIPS; i++) {
      byte[] changed = state.clone();
      int at = random.nextInt(state.length);
      for (int j = at; j < Math.min(state.length, at + random.nextInt(1, 5)); j++) {
        changed[j] ^= (byte) random.nextInt(1, 256);
      }
      tryOut(spec, changed, next);
      assertThat(engine.openBytes()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void restore_everyIntExtreme_refusedOrARun(AggregationSpec spec) {
    byte[] state = state(spec);
    List<Batch> next = scenario(spec).epochs().get(2).get(0);
    for (int at = 0; at + Integer.BYTES <= state.length; at += Integer.BYTES) {
      for (int value : new int[] {-1, Integer.MAX_VALUE, 0x7FF00000}) {
        byte[] changed = state.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        tryOut(spec, changed, next);
      }
    }
  }

  private void tryOut(AggregationSpec spec, byte[] state, List<Batch> next) {
    try (Aggregator run = Aggregator.restore(spec, engine, StateBytes.input(state))) {
      run.step(next, StepOutputs.DIRECTION);
      run.closeEpoch();
      run.step(next, StepOutputs.DIRECTION);
    } catch (CorruptStateException
        | NotPositiveDefiniteException
        | InvalidBatchException
        | EpochFullException expected) {
      assertThat(expected).hasMessageMatching("(?s).+");
    }
  }

  @Test
  void restore_otherSpecification_saysWhatDiffers() {
    AggregationSpec spec = specs().get(0);
    byte[] state = state(spec);
    List<TaskSpec> tasks = spec.tasks();
    refused(tasks(AggregationSpec.builder(DIM + 1).preset(Preset.PAPER)).build(), state, "dim");
    refused(Edits.withTasks(spec, tasks.subList(0, 2)), state, "number of tasks");
    refused(
        Edits.withTasks(spec, List.of(tasks.get(0), tasks.get(2), tasks.get(1))),
        state,
        "likelihood");
    refused(Edits.withPrior(spec, new PriorRefresh.ExactEpoch(40)), state, "prior_refresh");
    refused(Edits.withPrior(spec, new PriorRefresh.Forgetting(0.5)), state, "prior_refresh");
    AggregationSpec robust = tasks(AggregationSpec.builder(DIM)).build();
    refused(Edits.withPrior(robust, new PriorRefresh.Forgetting(0.5)), state(robust), "forgetting");
    refused(specs().get(2), state(robust), "refresh_interval");
    refused(
        AggregationSpec.builder(DIM)
            .preset(Preset.PAPER)
            .task(TaskSpec.builder("number", LikelihoodKind.GAUSSIAN).outputs(3))
            .task(flag(PrecisionStructure.DIAGONAL))
            .task(TaskSpec.builder("class", LikelihoodKind.CATEGORICAL).outputs(3))
            .build(),
        state,
        "tasks[\"number\"].outputs is 2.0 in the state, specified 3.0");
  }

  private static TaskSpec.Builder flag(PrecisionStructure structure) {
    return TaskSpec.builder("flag", LikelihoodKind.BERNOULLI).structure(structure);
  }

  private void refused(AggregationSpec spec, byte[] state, String message) {
    assertThatThrownBy(() -> restore(spec, state))
        .isInstanceOf(CorruptStateException.class)
        .hasMessageContaining(message);
  }

  @Test
  void restore_newerLayout_saysBothVersions() {
    AggregationSpec spec = specs().get(0);
    byte[] state = state(spec);
    ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN).putInt(Integer.BYTES, 7);
    UnknownStateVersionException thrown =
        catchThrowableOfType(UnknownStateVersionException.class, () -> restore(spec, state));
    assertThat(thrown.version()).isEqualTo(7);
    assertThat(thrown.newest()).isEqualTo(1);
    assertThat(thrown).hasMessageContaining("7").hasMessageContaining("1");
  }

  @Test
  void restore_smallerStore_refused() {
    AggregationSpec spec = specs().get(1);
    byte[] state = state(spec);
    refused(Edits.withPrior(spec, new PriorRefresh.ExactEpoch(10)), state, "examples of a step");
  }
}
