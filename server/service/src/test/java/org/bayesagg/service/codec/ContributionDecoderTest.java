package org.bayesagg.service.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.service.session.Contribution;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.TaskContribution;
import org.bayesagg.v1.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContributionDecoderTest {
  private static final long MAX_BYTES = 1 << 20;
  private static final ContributionDecoder DECODER =
      new ContributionDecoder(Examples.settings(), MAX_BYTES, heap -> {});

  @Test
  void decode_allKinds_areInPlace() {
    AggregateRequest request = Examples.request().setEpoch(2).setStep(7).build();
    Contribution contribution = decode(request);

    assertThat(contribution.key()).isEqualTo(new ContributionKey("w0", 2, 7));
    assertThat(contribution.shard()).isEqualTo("w0");
    assertThat(contribution.outputs()).isEqualTo(new StepOutputs(true, false, false, true, false));
    Batch batch = contribution.batch();
    assertThat(batch.examples()).isEqualTo(3);
    assertThat(batch.features()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(batch.exampleWeights()).containsExactly(1, 2, 0.5f);
    TaskBatch age = batch.tasks().get(0);
    assertThat(((Observation.Dense) age.observation()).values()).containsExactly(0.5f, 1.5f, -1);
    assertThat(age.mask()).isNull();
    assertThat(age.head()).containsExactly(0.1f, 0.2f, 0.3f);
    TaskBatch tags = batch.tasks().get(1);
    assertThat(((Observation.Dense) tags.observation()).values()).containsExactly(1, 0, 0, 1, 1, 1);
    assertThat(tags.mask()).containsExactly(1, 0, 1);
    assertThat(tags.head()).as("bias 0 added").containsExactly(1, 2, 0, 3, 4, 0);
    TaskBatch kind = batch.tasks().get(2);
    assertThat(((Observation.Classes) kind.observation()).values()).containsExactly(2, 0, 1);
  }

  @Test
  void decode_tasksInAnyOrder_arePlacedByName() {
    AggregateRequest all = Examples.request().build();
    AggregateRequest request =
        all.toBuilder().clearTasks().addTasks(all.getTasks(2)).addTasks(all.getTasks(0)).build();
    Batch batch = decode(request).batch();
    assertThat(batch.tasks().get(0).head()).hasSize(3);
    assertThat(batch.tasks().get(1)).isNull();
    assertThat(batch.tasks().get(2).head()).hasSize(9);
  }

  @Test
  void decode_outputGradientsAndProbabilities_areTold() {
    AggregateRequest.Builder request = Examples.request();
    request.getTasksBuilder(0).setOutputGradients(WireTensors.f64(new double[] {1, 2, 3}, 3, 1));
    float[] probabilities = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    request.getTasksBuilder(2).setLabels(WireTensors.f32(probabilities, 3, 3));
    Batch batch = decode(request.build()).batch();
    assertThat(batch.tasks().get(0).observation()).isInstanceOf(Observation.OutputGradients.class);
    assertThat(((Observation.Dense) batch.tasks().get(2).observation()).values())
        .containsExactly(probabilities);
  }

  @Test
  void decode_shardOfASynchronousSession_isKept() {
    ContributionDecoder decoder =
        new ContributionDecoder(Examples.synchronous(), MAX_BYTES, heap -> {});
    AggregateRequest request = Examples.request().setShard("block-1").build();
    assertThat(decoder.begin(request, false).finish().shard()).isEqualTo("block-1");
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        wrong("worker", FieldReason.FIELD_MISSING, r -> r.clearWorker()),
        wrong("worker", FieldReason.NAME_INVALID, r -> r.setWorker("w 0")),
        wrong("worker", FieldReason.NAME_INVALID, r -> r.setWorker("w".repeat(129))),
        wrong("epoch", FieldReason.VALUE_OUT_OF_RANGE, r -> r.setEpoch(-1)),
        wrong("step", FieldReason.VALUE_OUT_OF_RANGE, r -> r.setStep(-1)),
        wrong("shard", FieldReason.FIELD_NOT_APPLICABLE, r -> r.setShard("block-1")),
        wrong("outputs.dtype", FieldReason.VALUE_OUT_OF_RANGE, dtype(DataType.DATA_TYPE_I32)),
        wrong("features", FieldReason.FIELD_MISSING, r -> r.clearFeatures()),
        features(FieldReason.TENSOR_DTYPE, t -> t.setDtype(DataType.DATA_TYPE_UNSPECIFIED)),
        features(FieldReason.TENSOR_DTYPE, t -> t.setDtype(DataType.DATA_TYPE_I32)),
        features(FieldReason.TENSOR_DTYPE, t -> t.setDtypeValue(77)),
        features(FieldReason.TENSOR_SHAPE, t -> t.clearShape()),
        features(FieldReason.TENSOR_SHAPE, t -> t.clearShape().addShape(6)),
        features(FieldReason.TENSOR_SHAPE, t -> t.setShape(1, 3)),
        features(FieldReason.TENSOR_SHAPE, t -> t.setShape(0, 0)),
        features(FieldReason.TENSOR_SHAPE, t -> t.setShape(0, -3)),
        features(FieldReason.TENSOR_SHAPE, t -> t.setShape(0, Long.MIN_VALUE)),
        features(FieldReason.TENSOR_SHAPE, t -> t.setShape(0, Long.MAX_VALUE)),
        features(FieldReason.TENSOR_SHAPE, t -> t.setShape(0, (1L << 62) + 3)),
        features(FieldReason.TENSOR_SHAPE, t -> t.setShape(0, 1L << 31)),
        features(FieldReason.TENSOR_TRUNCATED, t -> t.setShape(0, 4)),
        features(FieldReason.TENSOR_TRUNCATED, t -> t.setShape(0, 1L << 29)),
        features(FieldReason.TENSOR_TRUNCATED, t -> t.clearData()),
        features(FieldReason.TENSOR_TRUNCATED, t -> t.setData(t.getData().substring(1))),
        features(FieldReason.TENSOR_OVERLONG, t -> t.setData(t.getData().concat(t.getData()))),
        wrong("tasks", FieldReason.FIELD_MISSING, r -> r.clearTasks()),
        task("task", FieldReason.TASK_UNKNOWN, t -> t.setTask("weight")),
        task("task", FieldReason.TASK_REPEATED, t -> t.setTask("age")),
        task("labels", FieldReason.FIELD_MISSING, t -> t.clearObservation()),
        task("labels", FieldReason.TENSOR_SHAPE, t -> t.setLabels(bools(3))),
        task("labels", FieldReason.TENSOR_SHAPE, t -> t.setLabels(bools(2, 2))),
        task("output_gradients", FieldReason.TENSOR_DTYPE, t -> t.setOutputGradients(bools(3, 2))),
        task("mask", FieldReason.TENSOR_DTYPE, t -> t.setMask(ints(3))),
        task("mask", FieldReason.TENSOR_SHAPE, t -> t.setMask(bools(2))),
        task(
            "mask",
            FieldReason.TENSOR_VALUE,
            t -> t.setMask(WireTensors.bool(new int[] {1, 2, 0}, 3))),
        task("head", FieldReason.FIELD_MISSING, t -> t.clearHead()),
        task("head", FieldReason.TENSOR_DTYPE, t -> t.setHead(ints(2, 3))),
        task("head", FieldReason.TENSOR_SHAPE, t -> t.setHead(floats(2, 4))),
        task("head", FieldReason.TENSOR_SHAPE, t -> t.setHead(floats(3, 2))),
        wrong(
            "tasks[0].labels",
            FieldReason.TENSOR_DTYPE,
            r -> {
              r.getTasksBuilder(0).setLabels(bools(3));
              return r;
            }),
        wrong(
            "tasks[2].labels",
            FieldReason.TENSOR_DTYPE,
            r -> {
              r.getTasksBuilder(2).setLabels(bools(3));
              return r;
            }),
        wrong(
            "tasks[2].labels",
            FieldReason.TENSOR_VALUE,
            r -> {
              r.getTasksBuilder(2).setLabels(WireTensors.i64(new long[] {0, 1L << 32, 0}, 3));
              return r;
            }),
        wrong("example_weights", FieldReason.TENSOR_SHAPE, r -> r.setExampleWeights(floats(4))),
        wrong("example_weights", FieldReason.TENSOR_DTYPE, r -> r.setExampleWeights(bools(3))));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void decode_malformed_namesTheField(
      String field, FieldReason reason, UnaryOperator<AggregateRequest.Builder> damage) {
    AggregateRequest request = damage.apply(Examples.request()).build();
    InvalidRequestException e =
        catchThrowableOfType(InvalidRequestException.class, () -> decode(request));
    assertThat(e).isNotNull();
    assertThat(e.violations()).hasSize(1);
    assertThat(e.violations().get(0).violation().field()).isEqualTo(field);
    assertThat(e.violations().get(0).reason()).isEqualTo(reason);
  }

  @Test
  void decode_manyMistakes_areAllNamed() {
    AggregateRequest.Builder request = Examples.request().setWorker("").setFeatures(ints(3, 2));
    request.getTasksBuilder(1).setLabels(floats(3, 3)).clearHead();
    assertThatThrownBy(() -> decode(request.build()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("worker: got none")
        .hasMessageContaining("features: got dtype I32, expected F32, F64, F16 or BF16")
        .hasMessageContaining("tasks[1].labels: got [3, 3], expected shape [n, 2]")
        .hasMessageContaining("tasks[1].head: got none");
  }

  @Test
  void decode_violationOfATask_tellsItsName() {
    AggregateRequest.Builder request = Examples.request();
    request.getTasksBuilder(1).setHead(floats(2, 5));
    InvalidRequestException e =
        catchThrowableOfType(InvalidRequestException.class, () -> decode(request.build()));
    assertThat(e.violations().get(0).description())
        .isEqualTo("task \"tags\": got [2, 5], expected shape [2, 3] or [2, 2]");
  }

  @Test
  void decode_moreExamplesThanTheSessionHasRoom_isRefused() {
    AggregateRequest request = Examples.request().setFeatures(floats(9, 2)).build();
    AggregateRequest fitting =
        request.toBuilder()
            .clearTasks()
            .clearExampleWeights()
            .addTasks(
                TaskContribution.newBuilder()
                    .setTask("age")
                    .setLabels(floats(9))
                    .setHead(floats(1, 3)))
            .build();
    SessionException e = catchThrowableOfType(SessionException.class, () -> decode(fitting));
    assertThat(e.reason()).isEqualTo(SessionException.Reason.TOO_MANY_EXAMPLES);
  }

  @Test
  void decode_moreBytesThanAllowed_isRefused() {
    ContributionDecoder narrow = new ContributionDecoder(Examples.settings(), 30, heap -> {});
    assertThatThrownBy(() -> narrow.begin(Examples.request().build(), false))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("the server allows 30");
  }

  @Test
  void decode_weightsOfAPaperSession_areRefused() {
    ContributionDecoder paper =
        new ContributionDecoder(
            ConfigReader.read(
                Examples.config().toBuilder()
                    .setPreset(org.bayesagg.v1.Preset.PRESET_PAPER)
                    .build()),
            MAX_BYTES,
            heap -> {});
    AggregateRequest.Builder request = Examples.request();
    request.getOutputsBuilder().setWeights(true);
    assertThatThrownBy(() -> paper.begin(request.build(), false))
        .hasMessageContaining("outputs.weights");
    assertThat(DECODER.begin(request.build(), false).finish().outputs().weights()).isTrue();
  }

  private static Contribution decode(AggregateRequest request) {
    PendingContribution pending = DECODER.begin(request, false);
    assertThat(pending.isComplete()).isTrue();
    return pending.finish();
  }

  private static Arguments wrong(
      String field, FieldReason reason, UnaryOperator<AggregateRequest.Builder> damage) {
    return Arguments.of(field, reason, damage);
  }

  private static Arguments features(FieldReason reason, UnaryOperator<Tensor.Builder> damage) {
    return wrong(
        "features",
        reason,
        request -> request.setFeatures(damage.apply(request.getFeaturesBuilder())));
  }

  private static Arguments task(
      String field, FieldReason reason, UnaryOperator<TaskContribution.Builder> damage) {
    return wrong(
        "tasks[1]." + field,
        reason,
        request -> request.setTasks(1, damage.apply(request.getTasksBuilder(1))));
  }

  private static UnaryOperator<AggregateRequest.Builder> dtype(DataType type) {
    return request -> {
      request.getOutputsBuilder().setDtype(type);
      return request;
    };
  }

  private static Tensor floats(long... shape) {
    return WireTensors.f32(new float[size(shape)], shape);
  }

  private static Tensor ints(long... shape) {
    return WireTensors.i32(new int[size(shape)], shape);
  }

  private static Tensor bools(long... shape) {
    return WireTensors.bool(new int[size(shape)], shape);
  }

  private static int size(long... shape) {
    int size = 1;
    for (long extent : shape) {
      size *= (int) extent;
    }
    return size;
  }
}
