package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.codec.WireTensors;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.Preset;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input of every kind is answered with what was wrong and changes nothing. */
class BadInputIT {
  private static ServerFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new ServerFixture(ServerConfig.onFreePorts());
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  static Stream<Arguments> badInput() {
    return Stream.of(
        bad("features", "NaN", r -> r.setFeatures(with(r.getFeatures(), 3, Float.NaN))),
        bad("features", "+Inf", r -> r.setFeatures(with(r.getFeatures(), 0, 1f / 0))),
        bad("features", "-Inf", r -> r.setFeatures(with(r.getFeatures(), 9, -1f / 0))),
        bad("features", "wrong dtype", r -> dtype(r, DataType.DATA_TYPE_I32)),
        bad("features", "unknown dtype", r -> dtype(r, DataType.DATA_TYPE_UNSPECIFIED)),
        bad("features", "product overflows", r -> extent(r, Long.MAX_VALUE)),
        bad("features", "product wraps to the right size", r -> extent(r, (1L << 62) + 5)),
        bad("features", "huge dimension", r -> extent(r, 1L << 29)),
        bad("features", "negative dimension", r -> extent(r, -5)),
        bad("features", "truncated", r -> bytes(r, 39)),
        bad("features", "overlong", r -> bytes(r, 41)),
        bad("features", "empty", r -> bytes(r, 0)),
        bad("features", "missing", r -> r.clearFeatures()),
        bad("labels", "unknown class", r -> labels(r, 2, ints(2, 0, 3, 1, 0))),
        bad("labels", "negative class", r -> labels(r, 2, ints(2, 0, -1, 1, 0))),
        bad("labels", "class beyond 32 bits", r -> labels(r, 2, longs(2, 0, 1L << 32, 1, 0))),
        bad("labels", "not probabilities", r -> labels(r, 2, floats(5, 3, 0.5f))),
        bad("labels", "not in [0, 1]", r -> labels(r, 1, floats(5, 2, 1.5f))),
        bad("labels", "NaN", r -> labels(r, 0, floats(5, 1, Float.NaN))),
        bad("labels", "other examples", r -> labels(r, 0, floats(4, 1, 0))),
        bad("labels", "truth values", r -> labels(r, 0, WireTensors.bool(new int[5], 5))),
        bad("labels", "byte that is no truth value", r -> labels(r, 1, twos())),
        bad("output_gradients", "label out of range", BadInputIT::steepGradients),
        bad("head", "Inf", r -> head(r, floats(1, 3, 1f / 0))),
        bad("head", "wrong width", r -> head(r, floats(1, 4, 0))),
        bad("mask", "wrong dtype", BadInputIT::floatMask),
        bad("example_weights", "negative", r -> r.setExampleWeights(vector(-1))),
        bad("example_weights", "NaN", r -> r.setExampleWeights(vector(Float.NaN))),
        bad("task", "unknown", r -> task(r, "weight")),
        bad("task", "twice", r -> task(r, "tags")),
        bad("worker", "bad name", r -> r.setWorker("w/0")),
        bad("step", "negative", r -> r.setStep(-1)),
        bad("shard", "not synchronous", r -> r.setShard("a")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badInput")
  void aggregate_badInput_changesNothing(
      String field, String kind, UnaryOperator<AggregateRequest.Builder> damage) {
    try (TwinSessions twins = new TwinSessions(fixture.blocking(), Examples.config())) {
      AggregateRequest request = damage.apply(twins.next()).build();
      Throwable thrown = catchThrowable(() -> fixture.blocking().aggregate(request));
      assertRefused(thrown, field);
      twins.assertUnharmed();
    }
  }

  static Stream<Arguments> badOnStreams() {
    // There a tensor without its bytes is announced.
    return badInput().filter(bad -> !bad.get()[1].equals("empty"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badOnStreams")
  void stream_badInput_changesNothingAndGoesOn(
      String field, String kind, UnaryOperator<AggregateRequest.Builder> damage) {
    SessionConfig paper = Examples.config().toBuilder().setPreset(Preset.PRESET_PAPER).build();
    try (TwinSessions twins = new TwinSessions(fixture.blocking(), paper);
        StreamClient stream = new StreamClient(fixture.async())) {
      stream.send(1, damage.apply(twins.next()).build());
      assertThat(stream.next().getError().getMessage()).contains(field);
      twins.assertUnharmed();
    }
  }

  @ParameterizedTest
  @EnumSource(StreamDamage.class)
  void stream_brokenProtocol_changesNothing(StreamDamage damage) {
    try (TwinSessions twins = new TwinSessions(fixture.blocking(), Examples.config());
        StreamClient stream = new StreamClient(fixture.async())) {
      AggregateRequest request = twins.next().build();
      ByteString bytes = request.getFeatures().getData();
      stream.send(
          1, request.toBuilder().setFeatures(WireTensors.announced(request.getFeatures())).build());
      stream.chunk(chunk(0, bytes.substring(0, 7)));
      damage.apply(stream, bytes);
      if (damage != StreamDamage.CANCELLED) {
        Throwable thrown = stream.awaitError();
        assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(ServerFixture.detail(thrown, ErrorInfo.class).getReason())
            .isEqualTo(
                damage == StreamDamage.CUT_IN_THE_MIDDLE ? "STREAM_TRUNCATED" : "STREAM_PROTOCOL");
      }
      twins.assertUnharmed();
    }
  }

  enum StreamDamage {
    CHUNK_OUT_OF_ORDER {
      @Override
      void apply(StreamClient stream, ByteString bytes) {
        stream.chunk(chunk(9, bytes.substring(9)));
      }
    },
    CHUNK_TWICE {
      @Override
      void apply(StreamClient stream, ByteString bytes) {
        stream.chunk(chunk(0, bytes.substring(0, 7)));
      }
    },
    CHUNK_BEYOND_THE_END {
      @Override
      void apply(StreamClient stream, ByteString bytes) {
        stream.chunk(chunk(7, bytes));
      }
    },
    OTHER_TENSOR {
      @Override
      void apply(StreamClient stream, ByteString bytes) {
        stream.chunk(chunk(7, bytes.substring(7)).toBuilder().setTensor(1).build());
      }
    },
    CUT_IN_THE_MIDDLE {
      @Override
      void apply(StreamClient stream, ByteString bytes) {
        stream.finish();
      }
    },
    CANCELLED {
      @Override
      void apply(StreamClient stream, ByteString bytes) {
        stream.cancel();
      }
    };

    abstract void apply(StreamClient stream, ByteString bytes);
  }

  private static void assertRefused(Throwable thrown, String field) {
    assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    BadRequest.FieldViolation violation =
        ServerFixture.detail(thrown, BadRequest.class).getFieldViolations(0);
    assertThat(violation.getField()).endsWith(field);
    assertThat(violation.getDescription()).contains("got ").contains("expected ");
    ErrorInfo info = ServerFixture.detail(thrown, ErrorInfo.class);
    assertThat(info.getReason()).isNotEmpty();
    assertThat(info.getDomain()).isEqualTo("bayesagg");
  }

  private static Arguments bad(
      String field, String kind, UnaryOperator<AggregateRequest.Builder> damage) {
    return Arguments.of(field, kind, damage);
  }

  private static Tensor with(Tensor tensor, int index, float value) {
    float[] values = WireTensors.floats(tensor);
    values[index] = value;
    return WireTensors.f32(values, tensor.getShape(0), tensor.getShape(1));
  }

  private static AggregateRequest.Builder dtype(AggregateRequest.Builder request, DataType type) {
    request.getFeaturesBuilder().setDtype(type);
    return request;
  }

  private static AggregateRequest.Builder extent(AggregateRequest.Builder request, long extent) {
    request.getFeaturesBuilder().setShape(0, extent);
    return request;
  }

  private static AggregateRequest.Builder bytes(AggregateRequest.Builder request, int size) {
    ByteString twice = request.getFeatures().getData().concat(request.getFeatures().getData());
    request.getFeaturesBuilder().setData(twice.substring(0, size));
    return request;
  }

  private static AggregateRequest.Builder labels(
      AggregateRequest.Builder request, int task, Tensor labels) {
    request.getTasksBuilder(task).setLabels(labels);
    return request;
  }

  private static AggregateRequest.Builder head(AggregateRequest.Builder request, Tensor head) {
    request.getTasksBuilder(0).setHead(head);
    return request;
  }

  private static AggregateRequest.Builder task(AggregateRequest.Builder request, String name) {
    request.getTasksBuilder(2).setTask(name);
    return request;
  }

  private static AggregateRequest.Builder steepGradients(AggregateRequest.Builder request) {
    request.getTasksBuilder(1).setOutputGradients(floats(5, 2, 3));
    return request;
  }

  private static AggregateRequest.Builder floatMask(AggregateRequest.Builder request) {
    request.getTasksBuilder(1).setMask(vector(1));
    return request;
  }

  private static Tensor ints(int... values) {
    return WireTensors.i32(values, values.length);
  }

  private static Tensor longs(long... values) {
    return WireTensors.i64(values, values.length);
  }

  private static Tensor twos() {
    return WireTensors.bool(new int[] {2, 0, 0, 1, 1, 1, 0, 0, 1, 0}, 5, 2);
  }

  private static Tensor floats(int rows, int columns, float value) {
    float[] values = new float[rows * columns];
    Arrays.fill(values, value);
    return WireTensors.f32(values, rows, columns);
  }

  private static Tensor vector(float value) {
    return WireTensors.f32(new float[] {1, 1, value, 1, 1}, 5);
  }

  private static TensorChunk chunk(long offset, ByteString data) {
    return TensorChunk.newBuilder().setSequence(1).setOffset(offset).setData(data).build();
  }
}
