package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.codec.WireTensors;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.FinishEpochRequest;
import org.bayesagg.v1.Preset;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.TaskContribution;
import org.junit.jupiter.api.Test;

/**
 * A session whose few places are all taken, by workers that wait for the next epoch: nothing
 * depends on how fast anything is.
 */
class OverloadIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PLACES = 4;

  @Test
  void queue_full_refusesWithRetryInfoServesOthersAndEmpties() throws Exception {
    try (ServerFixture fixture =
        new ServerFixture(
            Settings.defaults()
                .with(Setting.EPHEMERAL, "true")
                .with(Setting.PORT, "0")
                .with(Setting.HTTP_PORT, "0")
                .with(Setting.MAX_QUEUED_CONTRIBUTIONS, String.valueOf(PLACES))
                .toConfig())) {
      Session full = create(fixture, "full");
      Session other = create(fixture, "other");
      fixture.blocking().aggregate(request(full, "last", 0, 0));
      List<ListenableFuture<AggregateResponse>> waiting = new ArrayList<>();
      for (int i = 0; i < PLACES; i++) {
        waiting.add(
            AggregationServiceGrpc.newFutureStub(fixture.channel)
                .aggregate(request(full, "w" + i, 1, 0)));
      }
      fixture.awaitMetric("bayesagg_queue{session=\"full\",} " + PLACES + ".0", PATIENCE);

      assertRefused(fixture, request(full, "late", 1, 0));
      try (StreamClient stream = new StreamClient(fixture.async())) {
        // Its features are announced and never come: it is refused before they would.
        AggregateRequest.Builder announced = request(full, "late", 1, 1).toBuilder();
        announced.setFeatures(WireTensors.announced(announced.getFeatures()));
        stream.send(1, announced.build());
        assertThat(stream.next().getError().getCode())
            .isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
      }
      for (int step = 0; step < 3 * PLACES; step++) {
        fixture.blocking().aggregate(request(other, "w0", 0, step));
      }
      fixture
          .blocking()
          .finishEpoch(
              FinishEpochRequest.newBuilder()
                  .setSessionId(full.getSessionId())
                  .setFingerprint(full.getFingerprint())
                  .setWorker("last")
                  .build());

      for (ListenableFuture<AggregateResponse> answer : waiting) {
        assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getDuplicate()).isFalse();
      }
      fixture.awaitMetric("bayesagg_queue{session=\"full\",} 0.0", PATIENCE);
      assertThat(fixture.blocking().aggregate(request(full, "late", 1, 0)).getDuplicate())
          .as("what was refused had not counted")
          .isFalse();
      fixture.awaitMetric("bayesagg_queue{session=\"full\",} 0.0", PATIENCE);
    }
  }

  private static void assertRefused(ServerFixture fixture, AggregateRequest request) {
    Throwable thrown = catchThrowable(() -> fixture.blocking().aggregate(request));
    assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(ServerFixture.detail(thrown, ErrorInfo.class).getReason()).isEqualTo("QUEUE_FULL");
    assertThat(ServerFixture.detail(thrown, RetryInfo.class).hasRetryDelay()).isTrue();
  }

  private static Session create(ServerFixture fixture, String id) {
    SessionConfig.Builder config =
        SessionConfig.newBuilder()
            .setFeatureDim(2)
            .setPreset(Preset.PRESET_PAPER)
            .addTasks(Examples.config().getTasks(0))
            .setMaxExamplesPerStep(1);
    return fixture
        .blocking()
        .createSession(CreateSessionRequest.newBuilder().setSessionId(id).setConfig(config).build())
        .getSession();
  }

  private static AggregateRequest request(Session session, String worker, long epoch, long step) {
    return AggregateRequest.newBuilder()
        .setSessionId(session.getSessionId())
        .setFingerprint(session.getFingerprint())
        .setWorker(worker)
        .setEpoch(epoch)
        .setStep(step)
        .setFeatures(WireTensors.f32(new float[] {1, 2}, 1, 2))
        .addTasks(
            TaskContribution.newBuilder()
                .setTask("age")
                .setLabels(WireTensors.f32(new float[] {1}, 1))
                .setHead(WireTensors.f32(new float[] {0.1f, 0.2f, 0}, 1, 3)))
        .build();
  }
}
