package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.posterior.EpochFullException;
import org.bayesagg.math.scenario.Edits;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch that may not reach the maths is refused by name, and leaves no trace. */
public class InvalidBatchTest {
  private static final int N = 4;
  private static final int D = 3;
  private static final AggregationSpec SPEC =
      AggregationSpec.builder(D)
          .task(TaskSpec.builder("number", LikelihoodKind.GAUSSIAN).outputs(2))
          .task(TaskSpec.builder("answer", LikelihoodKind.BERNOULLI).outputs(1))
          .task(TaskSpec.builder("kind", LikelihoodKind.CATEGORICAL).outputs(3))
          .build();

  static Stream<Arguments> invalid() {
    Batch good = batch(1);
    String number = "tasks[\"number\"].";
    String answer = "tasks[\"answer\"].";
    String kind = "tasks[\"kind\"].";
    return Stream.of(
        Arguments.of("features", features(good, Float.NaN)),
        Arguments.of("features", features(good, Float.POSITIVE_INFINITY)),
        Arguments.of("features", features(good, Float.NEGATIVE_INFINITY)),
        Arguments.of("features", new Batch(N, new float[N * D - 1], good.tasks(), null)),
        Arguments.of("features", new Batch(N, null, good.tasks(), null)),
        Arguments.of("features", new Batch(0, new float[0], good.tasks(), null)),
        Arguments.of("tasks", new Batch(N, good.features(), good.tasks().subList(0, 2), null)),
        Arguments.of("example_weights", Edits.weighted(good, 1, 1, -0.5f, 1)),
        Arguments.of("example_weights", Edits.weighted(good, 1, Float.NaN, 1, 1)),
        Arguments.of("example_weights", Edits.weighted(good, 1, Float.POSITIVE_INFINITY, 1, 1)),
        Arguments.of("example_weights", Edits.weighted(good, 1, 1, 1)),
        Arguments.of(number + "labels", dense(good, 0, N * 2, Float.NaN)),
        Arguments.of(number + "labels", dense(good, 0, N * 2, Float.NEGATIVE_INFINITY)),
        Arguments.of(number + "labels", dense(good, 0, N * 2 + 1, 0)),
        Arguments.of(number + "labels", classes(good, 0, 0)),
        Arguments.of(answer + "labels", dense(good, 1, N, 1.5f)),
        Arguments.of(answer + "labels", dense(good, 1, N, -0.1f)),
        Arguments.of(answer + "labels", dense(good, 1, N, Float.NaN)),
        Arguments.of(answer + "labels", classes(good, 1, 0)),
        Arguments.of(kind + "labels", classes(good, 2, 3)),
        Arguments.of(kind + "labels", classes(good, 2, -1)),
        Arguments.of(kind + "labels", classes(good, 2, Integer.MIN_VALUE)),
        Arguments.of(kind + "labels", classesOfLength(good, N + 1)),
        Arguments.of(kind + "labels", dense(good, 2, N * 3, 0.9f)),
        Arguments.of(number + "output_gradients", gradients(good, 0, N * 2, Float.NaN)),
        Arguments.of(answer + "output_gradients", gradients(good, 1, N, 2)),
        Arguments.of(kind + "output_gradients", gradients(good, 2, N * 3 - 1, 0)),
        Arguments.of(number + "head", head(good, 0, 2 * (D + 1), Float.NaN)),
        Arguments.of(answer + "head", head(good, 1, D, 0)),
        Arguments.of(kind + "head", head(good, 2, 3 * (D + 1), Float.POSITIVE_INFINITY)),
        Arguments.of(number + "mask", mask(good, 0, N - 1)),
        Arguments.of(kind + "observation", part(good, 2, null)));
  }

  @ParameterizedTest(name = "{0} #{index}")
  @MethodSource("invalid")
  void step_invalid_namesFieldAndChangesNothing(String field, Batch bad) {
    try (Engine engine = TestEngines.create(1);
        Aggregator run = started(SPEC, engine);
        Aggregator twin = started(SPEC, engine)) {
      InvalidBatchException thrown =
          catchThrowableOfType(
              InvalidBatchException.class, () -> run.step(List.of(bad), outputs()));
      assertThat(thrown).as("refused").isNotNull();
      assertThat(thrown.violations())
          .allSatisfy(violation -> assertThat(violation.field()).endsWith(field));
      // A good shard beside the bad one adds nothing either.
      assertThatThrownBy(() -> run.step(List.of(batch(5), bad), outputs()))
          .isInstanceOf(InvalidBatchException.class)
          .hasMessageContaining(field);
      StepIdentity.same(run, twin, List.of(batch(6)));
    }
  }

  @Test
  void step_severalFieldsWrong_namesAll() {
    Batch bad = dense(features(batch(1), Float.NaN), 0, N * 2, Float.NaN);
    try (Engine engine = TestEngines.create(1);
        Aggregator run = started(SPEC, engine)) {
      InvalidBatchException thrown =
          catchThrowableOfType(
              InvalidBatchException.class, () -> run.step(List.of(bad), outputs()));
      assertThat(thrown.violations())
          .extracting(violation -> violation.field())
          .containsExactly("features", "tasks[\"number\"].labels");
    }
  }

  @Test
  void step_maskedValuesOfAnyKind_accepted() {
    Batch good = batch(1);
    byte[] none = new byte[N];
    float[] head = good.tasks().get(0).head();
    float[] labels = new float[N * 2];
    Arrays.fill(labels, Float.NaN);
    Batch masked =
        Edits.withTask(good, 0, new TaskBatch(new Observation.Dense(labels), none, head));
    try (Engine engine = TestEngines.create(1);
        Aggregator run = started(SPEC, engine)) {
      StepResult result = run.step(List.of(masked), outputs());
      assertThat(Relative.widened(result.shards().get(0).direction()))
          .satisfies(direction -> assertThat(Arrays.stream(direction)).allMatch(Double::isFinite));
    }
  }

  @Test
  void step_epochFull_changesNothing() {
    AggregationSpec spec =
        AggregationSpec.builder(D)
            .preset(Preset.PAPER)
            .priorRefresh(new PriorRefresh.ExactEpoch(2 * N + 1))
            .task(TaskSpec.builder("number", LikelihoodKind.GAUSSIAN).outputs(2))
            .task(TaskSpec.builder("answer", LikelihoodKind.BERNOULLI).outputs(1))
            .task(TaskSpec.builder("kind", LikelihoodKind.CATEGORICAL).outputs(3))
            .build();
    try (Engine engine = TestEngines.create(1);
        Aggregator run = started(spec, engine);
        Aggregator twin = started(spec, engine)) {
      run.step(List.of(batch(5)), outputs());
      twin.step(List.of(batch(5)), outputs());
      EpochFullException thrown =
          catchThrowableOfType(
              EpochFullException.class, () -> run.step(List.of(batch(6)), outputs()));
      StepIdentity.sameState(run, twin);
      assertThat(thrown).isNotNull();
      assertThat(thrown.limit()).isEqualTo(2 * N + 1);
      assertThat(thrown.asked()).isEqualTo(3 * N);
      run.closeEpoch();
      twin.closeEpoch();
      StepIdentity.same(run, twin, List.of(batch(7)));
    }
  }

  private static StepOutputs outputs() {
    return StepOutputs.DIRECTION;
  }

  /** A run in its second epoch, one step done. */
  private static Aggregator started(AggregationSpec spec, Engine engine) {
    Aggregator run = Aggregator.create(spec, engine);
    run.step(List.of(batch(2)), outputs());
    run.closeEpoch();
    run.step(List.of(batch(3)), outputs());
    return run;
  }

  private static Batch batch(int seed) {
    java.util.Random random = new java.util.Random(seed);
    float[] features = new float[N * D];
    float[] numbers = new float[N * 2];
    float[] answers = new float[N];
    int[] classes = new int[N];
    for (int k = 0; k < features.length; k++) {
      features[k] = (float) random.nextGaussian();
    }
    for (int i = 0; i < N; i++) {
      numbers[2 * i] = (float) random.nextGaussian();
      answers[i] = random.nextInt(2);
      classes[i] = random.nextInt(3);
    }
    List<TaskBatch> tasks =
        List.of(
            new TaskBatch(new Observation.Dense(numbers), null, head(2, random)),
            new TaskBatch(new Observation.Dense(answers), null, head(1, random)),
            new TaskBatch(new Observation.Classes(classes), null, head(3, random)));
    return new Batch(N, features, tasks, null);
  }

  private static float[] head(int outputs, java.util.Random random) {
    float[] head = new float[outputs * (D + 1)];
    for (int k = 0; k < head.length; k++) {
      head[k] = (float) random.nextGaussian();
    }
    return head;
  }

  private static Batch features(Batch good, float last) {
    float[] features = good.features().clone();
    features[features.length - 1] = last;
    return new Batch(N, features, good.tasks(), null);
  }

  private static Batch part(Batch good, int task, Observation observation) {
    TaskBatch old = good.tasks().get(task);
    return Edits.withTask(good, task, new TaskBatch(observation, old.mask(), old.head()));
  }

  private static Batch dense(Batch good, int task, int length, float last) {
    return part(good, task, new Observation.Dense(values(length, last)));
  }

  private static Batch gradients(Batch good, int task, int length, float last) {
    return part(good, task, new Observation.OutputGradients(values(length, last)));
  }

  private static Batch classes(Batch good, int task, int last) {
    return part(good, task, new Observation.Classes(new int[] {0, 0, 0, last}));
  }

  private static Batch classesOfLength(Batch good, int length) {
    return part(good, 2, new Observation.Classes(new int[length]));
  }

  private static Batch head(Batch good, int task, int length, float last) {
    TaskBatch old = good.tasks().get(task);
    return Edits.withTask(
        good, task, new TaskBatch(old.observation(), old.mask(), values(length, last)));
  }

  private static Batch mask(Batch good, int task, int length) {
    TaskBatch old = good.tasks().get(task);
    return Edits.withTask(
        good, task, new TaskBatch(old.observation(), new byte[length], old.head()));
  }

  private static float[] values(int length, float last) {
    float[] values = new float[length];
    values[length - 1] = last;
    return values;
  }
}
