package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.codec.WireTensors;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.GetSessionRequest;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.TaskContribution;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What only the whole server shows, to a stock client. */
class ServerIT {
  private static final int CHUNK = 1 << 20;

  private static ServerFixture fixture;

  @BeforeAll
  static void start() {
    fixture =
        new ServerFixture(
            Settings.defaults()
                .with(Setting.EPHEMERAL, "true")
                .with(Setting.PORT, "0")
                .with(Setting.HTTP_PORT, "0")
                .with(Setting.MAX_MESSAGE_BYTES, "4MiB")
                .toConfig());
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void health_isServing() {
    HealthCheckRequest request =
        HealthCheckRequest.newBuilder().setService(AggregationServiceGrpc.SERVICE_NAME).build();
    assertThat(HealthGrpc.newBlockingStub(fixture.channel).check(request).getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void reflection_listsTheService() {
    CompletableFuture<List<ServiceResponse>> services = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> out =
        ServerReflectionGrpc.newStub(fixture.channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    services.complete(response.getListServicesResponse().getServiceList());
                  }

                  @Override
                  public void onError(Throwable cause) {
                    services.completeExceptionally(cause);
                  }

                  @Override
                  public void onCompleted() {}
                });
    out.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(services.orTimeout(20, TimeUnit.SECONDS).join())
        .extracting(ServiceResponse::getName)
        .contains("bayesagg.v1.AggregationService", "grpc.health.v1.Health");
    out.onCompleted();
  }

  @Test
  void metrics_followTheCalls() throws IOException, InterruptedException {
    Session session = create("metrics", 2, 8);
    fixture.blocking().aggregate(step(session, 5, 2, 0).build());
    String metrics = fixture.http("/metrics").body();
    assertThat(metrics)
        .containsPattern("bayesagg_calls_total\\{method=\"Aggregate\",code=\"OK\",} [1-9]")
        .containsPattern("bayesagg_call_seconds_count\\{method=\"Aggregate\",} [1-9]")
        .containsPattern("bayesagg_received_bytes_total\\{method=\"Aggregate\",} [1-9]")
        .containsPattern("bayesagg_sent_bytes_total\\{method=\"Aggregate\",} [1-9]")
        .contains("bayesagg_steps_total{session=\"metrics\",} 1.0")
        .contains("bayesagg_task_evidence_count{session=\"metrics\",task=\"age\",} 5.0")
        .contains("bayesagg_task_weight_share{session=\"metrics\",task=\"age\",} 1.0")
        .containsPattern("bayesagg_phase_seconds_count\\{phase=\"decode\",} [1-9]")
        .containsPattern("bayesagg_phase_seconds_count\\{phase=\"moments\",} [1-9]")
        .contains("bayesagg_info{version=")
        .contains("jvm_memory_bytes_used");
    assertThat(fixture.http("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void bigStep_byStream_needsNoSettings() {
    int examples = 20_000;
    int dim = 256;
    Session session = create("big", dim, examples);
    AggregateRequest request = step(session, examples, dim, 0).build();
    AggregateRequest.Builder header =
        request.toBuilder().setFeatures(WireTensors.announced(request.getFeatures()));
    try (StreamClient stream = new StreamClient(fixture.async())) {
      stream.send(1, header.build());
      sendChunks(stream, request.getFeatures());
      AggregateResponse answer = stream.next().getAnswer().getResponse();
      Tensor direction = answer.getDirection();
      assertThat(direction.getShapeList()).containsExactly((long) examples, (long) dim);
      ByteString bytes = ByteString.EMPTY;
      while (bytes.size() < 4 * examples * dim) {
        AggregateStreamResponse frame = stream.next();
        assertThat(frame.getChunk().getOffset()).isEqualTo(bytes.size());
        bytes = bytes.concat(frame.getChunk().getData());
      }
      float[] values = WireTensors.floats(direction.toBuilder().setData(bytes).build());
      assertThat(values[0]).isNotZero().isFinite();
      assertThat(values[values.length - 1]).isNotZero().isFinite();
      stream.finish();
      stream.awaitCompletion();
    }
  }

  @Test
  void unaryAnswer_beyondTheLimit_pointsToTheStream() {
    Session session = create("wide", 512, 4096);
    // The request fits as BF16, its answer as F32 does not.
    AggregateRequest request = brain(step(session, 3000, 512, 0)).build();
    Throwable thrown = catchThrowable(() -> fixture.blocking().aggregate(request));
    assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(ServerFixture.detail(thrown, ErrorInfo.class).getReason())
        .isEqualTo("ANSWER_TOO_LARGE");
    assertThat(ServerFixture.detail(thrown, QuotaFailure.class).getViolations(0).getDescription())
        .contains("AggregateStream");
    try (StreamClient stream = new StreamClient(fixture.async())) {
      stream.send(1, request);
      AggregateResponse answer = stream.next().getAnswer().getResponse();
      assertThat(answer.getDuplicate()).as("it had counted").isTrue();
      assertThat(answer.getDirection().getShape(0)).isEqualTo(3000);
    }
  }

  @Test
  void message_beyondTheLimit_isRefused() {
    Session session = create("heavy", 512, 4096);
    AggregateRequest request = step(session, 4000, 512, 0).build();
    Throwable thrown = catchThrowable(() -> fixture.blocking().aggregate(request));
    assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void thousandsOfViolations_reachAStockClient() {
    Session session = create("many", 2, 8);
    AggregateRequest.Builder request = step(session, 5, 2, 0);
    for (int i = 0; i < 5000; i++) {
      request.addTasks(TaskContribution.newBuilder().setTask("x".repeat(500) + i));
    }
    Throwable thrown = catchThrowable(() -> fixture.blocking().aggregate(request.build()));
    assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(ServerFixture.detail(thrown, BadRequest.class).getFieldViolationsCount())
        .isPositive();
    assertThat(ServerFixture.detail(thrown, ErrorInfo.class).getMetadataMap())
        .containsEntry("violations", "5000");
  }

  @Test
  void unknownSession_isNamed() {
    GetSessionRequest request = GetSessionRequest.newBuilder().setSessionId("gone").build();
    Throwable thrown = catchThrowable(() -> fixture.blocking().getSession(request));
    assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(ServerFixture.detail(thrown, ResourceInfo.class).getResourceName())
        .isEqualTo("gone");
  }

  @Test
  void serverInfo_tellsTheEngine() {
    var info = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
    assertThat(info.getVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(info.getEngine()).isEqualTo("cpu");
    assertThat(info.getEngineDetail()).contains("OpenBLAS");
    assertThat(info.getLimits().getMaxMessageBytes()).isEqualTo(4 << 20);
  }

  @Test
  void portInUse_isToldWithItsAddress() {
    for (Setting taken : List.of(Setting.PORT, Setting.HTTP_PORT)) {
      int port = taken == Setting.PORT ? fixture.server.port() : fixture.server.httpPort();
      ServerConfig config =
          Settings.defaults()
              .with(Setting.EPHEMERAL, "true")
              .with(Setting.PORT, "0")
              .with(Setting.HTTP_PORT, "0")
              .with(taken, String.valueOf(port))
              .toConfig();
      assertThatThrownBy(() -> BayesAggServer.start(config))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }

  private static Session create(String id, int dim, int maxExamples) {
    SessionConfig.Builder config =
        SessionConfig.newBuilder()
            .setFeatureDim(dim)
            .addTasks(Examples.config().getTasks(0))
            .setMaxExamplesPerStep(maxExamples)
            .setReplayWindow(1);
    return fixture
        .blocking()
        .createSession(CreateSessionRequest.newBuilder().setSessionId(id).setConfig(config).build())
        .getSession();
  }

  private static AggregateRequest.Builder step(Session session, int examples, int dim, long step) {
    Random random = new Random(step);
    float[] features = new float[examples * dim];
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextFloat() - 0.5f;
    }
    float[] labels = new float[examples];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextFloat();
    }
    float[] head = new float[dim + 1];
    Arrays.fill(head, 0.1f);
    return AggregateRequest.newBuilder()
        .setSessionId(session.getSessionId())
        .setFingerprint(session.getFingerprint())
        .setWorker("w0")
        .setStep(step)
        .setFeatures(WireTensors.f32(features, examples, dim))
        .addTasks(
            TaskContribution.newBuilder()
                .setTask("age")
                .setLabels(WireTensors.f32(labels, examples))
                .setHead(WireTensors.f32(head, 1, dim + 1L)));
  }

  /** The features as BF16: half the bytes. */
  private static AggregateRequest.Builder brain(AggregateRequest.Builder request) {
    float[] features = WireTensors.floats(request.getFeatures());
    int[] bits = new int[features.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(features[i]) >>> 16;
    }
    List<Long> shape = request.getFeatures().getShapeList();
    return request.setFeatures(
        WireTensors.halves(DataType.DATA_TYPE_BF16, bits, shape.get(0), shape.get(1)));
  }

  private static void sendChunks(StreamClient stream, Tensor tensor) {
    ByteString data = tensor.getData();
    for (int offset = 0; offset < data.size(); offset += CHUNK) {
      stream.chunk(
          TensorChunk.newBuilder()
              .setSequence(1)
              .setOffset(offset)
              .setData(data.substring(offset, Math.min(data.size(), offset + CHUNK)))
              .build());
    }
  }
}
