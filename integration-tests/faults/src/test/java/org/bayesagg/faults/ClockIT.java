package org.bayesagg.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.StepAnswer;
import org.bayesagg.client.SynchronousSteps;
import org.bayesagg.client.TaskInput;
import org.bayesagg.client.TaskOptions;
import org.bayesagg.faults.process.ServerNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose wall clock jumps, by libfaketime; its monotonic clock does not. */
class ClockIT {
  private static final Duration NEARLY = Duration.ofHours(23);
  private static final Duration JUMP = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Path library;

  @BeforeEach
  void findLibrary() throws IOException {
    Optional<Path> found = library();
    assumeTrue(found.isPresent(), "SKIPPED: a clock that jumps needs libfaketime");
    library = found.get();
  }

  private static Optional<Path> library() throws IOException {
    Path lib = Path.of("/usr/lib");
    if (!Files.isDirectory(lib)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(lib)) {
      return folders
          .map(each -> each.resolve("faketime").resolve("libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst();
    }
  }

  @Test
  void clockJumps_aDayForthAndBack_noAnswerChanges() throws Exception {
    SinglePlayer player = new SinglePlayer("clock", 2, 30);
    try (ServerNode server = server()) {
      jump("+0");
      server.start();
      try (AggregationClient client = SinglePlayer.patient(server.target());
          AggregationSession session = player.open(client)) {
        player.steps(session, 10);
        jump("+1d");
        awaitClock(client, now -> now.isAfter(Instant.now().plus(NEARLY)));
        player.steps(session, 10);
        jump("-1d");
        awaitClock(client, now -> now.isBefore(Instant.now().minus(NEARLY)));
        player.steps(session, 10);
        server.jvm().kill();
        server.start();
        player.steps(session, 10);
        assertThat(session.info().workers().get(0).lastSeen())
            .isBefore(Instant.now().minus(NEARLY));
        player.finish(session);
      }
    }
  }

  @Test
  void clockJumps_whileAStepWaits_itsDeadlineIsNotOver() throws Exception {
    SessionOptions options =
        SessionOptions.builder(2)
            .task(TaskOptions.gaussian("t", 1))
            .synchronous(new SynchronousSteps(2, 1, Duration.ofMinutes(1)))
            .build();
    try (ServerNode server = server()) {
      jump("+0");
      server.start();
      try (AggregationClient client = SinglePlayer.patient(server.target());
          AggregationSession session = client.createOrJoinSession("waits", options)) {
        CompletableFuture<StepAnswer> first = session.aggregateAsync(step("a"));
        jump("+1d");
        awaitClock(client, now -> now.isAfter(Instant.now().plus(NEARLY)));
        jump("-1d");
        awaitClock(client, now -> now.isBefore(Instant.now().minus(NEARLY)));
        assertThat(session.info().steps()).isZero();
        StepAnswer second = session.aggregate(step("b"));
        assertThat(second.contributions()).isEqualTo(2);
        assertThat(first.get(1, TimeUnit.MINUTES).contributions()).isEqualTo(2);
      }
    }
  }

  private static Contribution step(String worker) {
    return Contribution.builder(worker, 0, 0)
        .features(new float[] {1, 2})
        .task(TaskInput.labels("t", new float[] {1}, new float[] {0.5f, 0.5f, 0}))
        .build();
  }

  /** Waits until the server, which dates new sessions, has seen its clock jump. */
  private static void awaitClock(AggregationClient client, Predicate<Instant> jumped) {
    SessionOptions any = SessionOptions.builder(1).task(TaskOptions.gaussian("t", 1)).build();
    long deadline = System.nanoTime() + JUMP.toNanos();
    while (System.nanoTime() - deadline < 0) {
      try (AggregationSession probe = client.createSession(any)) {
        Instant dated = probe.info().createTime();
        client.deleteSession(probe.id());
        if (jumped.test(dated)) {
          return;
        }
      }
    }
    throw new AssertionError("the clock did not jump");
  }

  private void jump(String offset) throws IOException {
    Files.writeString(folder.resolve("clock"), offset + "\n");
  }

  private ServerNode server() {
    return new ServerNode(
        folder,
        folder.resolve("data"),
        List.of(
            "env",
            "LD_PRELOAD=" + library,
            "FAKETIME_TIMESTAMP_FILE=" + folder.resolve("clock"),
            "FAKETIME_CACHE_DURATION=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            // Otherwise waits on the monotonic clock return at once, again and again.
            "FAKETIME_FORCE_MONOTONIC_FIX=0"),
        ServerNode.SMALL,
        List.of());
  }
}
