package org.bayesagg.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationException;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.ErrorReason;
import org.bayesagg.client.SessionInfo;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.StepAnswer;
import org.bayesagg.client.SynchronousSteps;
import org.bayesagg.client.WorkerStatus;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that outlive servers and workers, as the Java client sees them. */
@Timeout(120)
class SessionLifeIT {
  private static final RandomSteps STEPS = new RandomSteps(20, 8);

  @TempDir private Path folder;

  private ServerConfig durable(int port) {
    return Settings.defaults()
        .with(Setting.PORT, String.valueOf(port))
        .with(Setting.HTTP_PORT, "0")
        .with(Setting.DATA_DIR, folder.resolve("data").toString())
        .with(Setting.DISK_RESERVE_BYTES, "0")
        .toConfig();
  }

  @Test
  void restart_inTheMiddle_theHandleGoesOn() throws IOException {
    RunningServer first = new RunningServer(durable(0));
    try (AggregationClient client = first.client();
        AggregationSession session = client.createSession("run", STEPS.options())) {
      for (int step = 0; step < 5; step++) {
        session.aggregate(STEPS.step("w", 0, step).build());
      }
      int port = first.port();
      first.close();
      try (RunningServer second = new RunningServer(durable(port))) {
        StepAnswer again = session.aggregate(STEPS.step("w", 0, 4).build());
        assertThat(again.duplicate()).isTrue();
        assertThat(session.aggregate(STEPS.step("w", 0, 5).build()).duplicate()).isFalse();
        assertThat(session.info().steps()).isEqualTo(6);
        assertThat(second.port()).isEqualTo(port);
      }
    } finally {
      first.close();
    }
  }

  @Test
  void dataOfYesterday_isRefusedToAWorkerOfToday() throws IOException {
    RunningServer first = new RunningServer(durable(0));
    int port = first.port();
    try (AggregationClient client = first.client();
        AggregationSession session = client.createSession("run", STEPS.options())) {
      session.aggregate(STEPS.step("w", 0, 0).build());
      Path backup = folder.resolve("run.session");
      client.exportSession("run", backup);
      session.aggregate(STEPS.step("w", 0, 1).build());
      client.deleteSession("run");
      client.importSession(backup, null, false).close();

      AggregationException refused =
          catchThrowableOfType(
              AggregationException.class, () -> session.aggregate(STEPS.step("w", 0, 2).build()));

      assertThat(refused.reason()).isEqualTo(ErrorReason.SERVER_BEHIND);
      assertThat(refused).hasMessageContaining("step 1 of epoch 0");
      AggregationSession fresh = client.joinSession("run");
      WorkerStatus status = fresh.join("w");
      assertThat(status.lastStep()).isZero();
      assertThat(fresh.aggregate(STEPS.step("w", 0, 1).build()).duplicate()).isFalse();
    } finally {
      first.close();
    }
    assertThat(port).isPositive();
  }

  @Test
  void exported_importedAsANewRun_hasThePosteriorsAndNoSteps() throws IOException {
    Path file = folder.resolve("run.session");
    try (RunningServer server = new RunningServer();
        AggregationClient client = server.client();
        AggregationSession session = client.createSession("run", STEPS.options())) {
      session.aggregate(STEPS.step("w", 0, 0).build());
      session.finishEpoch("w", 0);
      session.aggregate(STEPS.step("w", 1, 0).build());
      client.exportSession("run", file);

      AggregationSession next = client.importSession(file, "next", true);

      assertThat(next.info().steps()).isZero();
      assertThat(next.posterior().get(0).mean().doubles())
          .containsExactly(session.posterior().get(0).mean().doubles());
      assertThat(
              catchThrowableOfType(
                      AggregationException.class, () -> client.importSession(file, "next", true))
                  .reason())
          .isEqualTo(ErrorReason.SESSION_EXISTS);
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
      assertThat(
              catchThrowableOfType(
                  AggregationException.class, () -> client.importSession(file, "other", false)))
          .hasMessageContaining("no session's file");
    }
  }

  @Test
  void workers_leaveAndAreResized_withoutADeadline() throws IOException {
    SessionOptions two =
        SessionOptions.builder(8)
            .task(STEPS.options().tasks().get(0))
            .task(STEPS.options().tasks().get(1))
            .task(STEPS.options().tasks().get(2))
            .synchronous(new SynchronousSteps(2, null, null))
            .build();
    try (RunningServer server = new RunningServer();
        AggregationClient client = server.client();
        AggregationSession session = client.createSession("run", two)) {
      CompletableFuture<StepAnswer> a = session.aggregateAsync(STEPS.step("a", 0, 0).build());
      session.aggregate(STEPS.step("b", 0, 0).build());
      a.join();
      CompletableFuture<StepAnswer> alone = session.aggregateAsync(STEPS.step("a", 0, 1).build());
      session.leave("b");
      assertThat(alone.join().contributions()).isEqualTo(1);
      SessionInfo resized = session.resize(1, 1);
      assertThat(resized.options().synchronous().workers()).isEqualTo(1);
      assertThat(resized.workers().get(1).left()).isTrue();
      session.join("b");
      assertThat(session.aggregate(STEPS.step("b", 0, 2).build()).contributions()).isEqualTo(1);
    }
  }
}
