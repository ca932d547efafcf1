package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.bayesagg.service.session.LedgerState;
import org.bayesagg.service.session.SessionStorage;
import org.bayesagg.service.session.StorageException;
import org.bayesagg.service.storage.SessionImage;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.DeleteSessionRequest;
import org.bayesagg.v1.GetSessionRequest;
import org.bayesagg.v1.ImportHeader;
import org.bayesagg.v1.ImportSessionRequest;
import org.bayesagg.v1.ImportSessionResponse;
import org.bayesagg.v1.JoinSessionRequest;
import org.bayesagg.v1.JoinSessionResponse;
import org.bayesagg.v1.LeaveSessionRequest;
import org.bayesagg.v1.ResizeSessionRequest;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.StepPlace;
import org.bayesagg.v1.SynchronousSteps;
import org.bayesagg.v1.WorkerMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is started again on its data directory goes on, as seen over the wire. */
class DurableIT {
  @TempDir private Path folder;

  private ServerConfig config() {
    return Settings.defaults()
        .with(Setting.PORT, "0")
        .with(Setting.HTTP_PORT, "0")
        .with(Setting.DATA_DIR, folder.toString())
        .with(Setting.SNAPSHOT_BYTES, "1000")
        .with(Setting.DISK_RESERVE_BYTES, "0")
        .toConfig();
  }

  private static Session create(ServerFixture fixture, SessionConfig config) {
    return fixture
        .blocking()
        .createSession(
            CreateSessionRequest.newBuilder().setSessionId("run").setConfig(config).build())
        .getSession();
  }

  private static AggregateRequest request(Session session, long step) {
    return Examples.request()
        .setSessionId("run")
        .setFingerprint(session.getFingerprint())
        .setWorker("w")
        .setEpoch(0)
        .setStep(step)
        .build();
  }

  @Test
  void restart_sessionGoesOn_repeatedStepIsADuplicate() throws Exception {
    Session session;
    AggregateResponse last = null;
    try (ServerFixture fixture = new ServerFixture(config())) {
      session = create(fixture, Examples.config());
      for (int step = 0; step < 20; step++) {
        last = fixture.blocking().aggregate(request(session, step));
      }
      String metrics = fixture.http("/metrics").body();
      assertThat(metrics).contains("bayesagg_journal_append_seconds_count 21.0");
      assertThat(metrics).contains("bayesagg_storage_failed 0.0");
    }
    try (ServerFixture fixture = new ServerFixture(config())) {
      assertThat(fixture.http("/metrics").body())
          .contains("bayesagg_sessions_set_aside 0.0")
          .containsPattern("bayesagg_replayed_changes_total [0-9]");
      Session found =
          fixture
              .blocking()
              .getSession(GetSessionRequest.newBuilder().setSessionId("run").build())
              .getSession();
      assertThat(found.getSteps()).isEqualTo(20);
      assertThat(found.getCreateTime()).isEqualTo(session.getCreateTime());
      assertThat(found.getFingerprint()).isEqualTo(session.getFingerprint());
      AggregateResponse again = fixture.blocking().aggregate(request(session, 19));
      assertThat(again.getDuplicate()).isTrue();
      assertThat(again.getDirection()).isEqualTo(last.getDirection());
      assertThat(fixture.blocking().aggregate(request(session, 20)).getDuplicate()).isFalse();
      fixture
          .blocking()
          .deleteSession(DeleteSessionRequest.newBuilder().setSessionId("run").build());
    }
    try (ServerFixture fixture = new ServerFixture(config())) {
      Throwable gone =
          catchThrowable(
              () ->
                  fixture
                      .blocking()
                      .getSession(GetSessionRequest.newBuilder().setSessionId("run").build()));
      assertThat(Status.fromThrowable(gone).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }
  }

  @Test
  void workerAhead_ofAServerWithOlderData_isRefused() {
    try (ServerFixture fixture = new ServerFixture(config())) {
      Session session = create(fixture, Examples.config());
      fixture.blocking().aggregate(request(session, 0));
      StepPlace ahead = StepPlace.newBuilder().setStep(7).build();
      AggregateRequest next = request(session, 8).toBuilder().setAcknowledged(ahead).build();

      Throwable refused = catchThrowable(() -> fixture.blocking().aggregate(next));

      assertThat(Status.fromThrowable(refused).getCode())
          .isEqualTo(Status.Code.FAILED_PRECONDITION);
      ErrorInfo info = ServerFixture.detail(refused, ErrorInfo.class);
      assertThat(info.getReason()).isEqualTo("SERVER_BEHIND");
      assertThat(info.getMetadataMap()).containsEntry("last_step", "0");
      JoinSessionRequest.Builder join =
          JoinSessionRequest.newBuilder()
              .setSessionId("run")
              .setFingerprint(session.getFingerprint())
              .setWorker("w");
      JoinSessionResponse place = fixture.blocking().joinSession(join.build());
      assertThat(place.getLast().getStep()).isZero();
      assertThat(
              catchThrowable(
                  () -> fixture.blocking().joinSession(join.setAcknowledged(ahead).build())))
          .hasMessageContaining("older than the worker's");
    }
  }

  @Test
  void resize_andLeave_outliveARestart() {
    SessionConfig config =
        Examples.config().toBuilder()
            .setWorkerMode(WorkerMode.WORKER_MODE_SYNCHRONOUS)
            .setSynchronous(SynchronousSteps.newBuilder().setWorkers(3))
            .build();
    Session session;
    try (ServerFixture fixture = new ServerFixture(config())) {
      session = create(fixture, config);
      Session resized =
          fixture
              .blocking()
              .resizeSession(
                  ResizeSessionRequest.newBuilder()
                      .setSessionId("run")
                      .setFingerprint(session.getFingerprint())
                      .setWorkers(1)
                      .build())
              .getSession();
      assertThat(resized.getConfig().getSynchronous().getWorkers()).isEqualTo(1);
      assertThat(resized.getFingerprint()).isEqualTo(session.getFingerprint());
      fixture.blocking().aggregate(request(session, 0));
      fixture
          .blocking()
          .leaveSession(
              LeaveSessionRequest.newBuilder()
                  .setSessionId("run")
                  .setFingerprint(session.getFingerprint())
                  .setWorker("w")
                  .build());
    }
    try (ServerFixture fixture = new ServerFixture(config())) {
      Session found =
          fixture
              .blocking()
              .getSession(GetSessionRequest.newBuilder().setSessionId("run").build())
              .getSession();
      assertThat(found.getConfig().getSynchronous().getWorkers()).isEqualTo(1);
      assertThat(found.getWorkers(0).getLeft()).isTrue();
      assertThat(fixture.blocking().aggregate(request(session, 1)).getContributions()).isEqualTo(1);
    }
  }

  @Test
  void dataDirectory_isAFile_isRefusedWithARemedy() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    ServerConfig config =
        Settings.defaults()
            .with(Setting.PORT, "0")
            .with(Setting.HTTP_PORT, "0")
            .with(Setting.DATA_DIR, file.toString())
            .toConfig();
    assertThatThrownBy(() -> BayesAggServer.start(config))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("--ephemeral");
  }

  @Test
  void import_ofAFileWhoseNameLeavesTheDirectory_isRefused() {
    LedgerState.Place none = new LedgerState.Place(-1, -1);
    LedgerState nothing =
        new LedgerState(0, false, false, 0, List.of(), none, List.of(), 0, 0, List.of());
    List<ByteBuffer> pieces =
        SessionImage.copy(
            new SessionStorage.Description("../evil", "print", Examples.settings(), Instant.EPOCH),
            nothing,
            maths -> {});
    try (ServerFixture fixture = new ServerFixture(config())) {
      CompletableFuture<Throwable> end = new CompletableFuture<>();
      StreamObserver<ImportSessionRequest> call =
          fixture
              .async()
              .importSession(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ImportSessionResponse response) {}

                    @Override
                    public void onError(Throwable refused) {
                      end.complete(refused);
                    }

                    @Override
                    public void onCompleted() {
                      end.complete(null);
                    }
                  });
      call.onNext(
          ImportSessionRequest.newBuilder().setHeader(ImportHeader.getDefaultInstance()).build());
      for (ByteBuffer piece : pieces) {
        call.onNext(ImportSessionRequest.newBuilder().setData(ByteString.copyFrom(piece)).build());
      }
      call.onCompleted();

      Throwable refused = end.orTimeout(30, TimeUnit.SECONDS).join();

      assertThat(refused).hasMessageContaining("../evil").hasMessageContaining("session_id");
      assertThat(folder.resolve("sessions")).isEmptyDirectory();
    }
  }
}
