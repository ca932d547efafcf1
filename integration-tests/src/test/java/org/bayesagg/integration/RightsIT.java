package org.bayesagg.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationException;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.ErrorReason;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.StreamUse;
import org.bayesagg.client.TaskInput;
import org.bayesagg.client.TaskOptions;
import org.bayesagg.service.access.TokenHash;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client of a server that lets in those whom its access file names. */
class RightsIT {
  private static final SessionOptions OPTIONS =
      SessionOptions.builder(2).task(TaskOptions.gaussian("age", 1)).build();

  @TempDir private Path folder;
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    Path access =
        Files.writeString(
            folder.resolve("access.yaml"),
            "identities:"
                + entry("owner", "administer", "")
                + entry("trainer", "contribute", "")
                + entry("slow", "contribute", ", stepsPerSecond: 20"));
    server =
        new RunningServer(
            Settings.defaults()
                .with(Setting.PORT, "0")
                .with(Setting.HTTP_PORT, "0")
                .with(Setting.EPHEMERAL, "true")
                .with(Setting.ACCESS_FILE, access.toString())
                .toConfig());
  }

  private static String entry(String name, String right, String more) {
    return String.format(
        "%n  - {name: %s, tokenSha256: [%s], grants: [{sessions: [\"run-*\"], right: %s}]%s}",
        name, TokenHash.of(name), right, more);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whoMayNotCreate_joinsWhatSomebodyElseHasCreated() {
    try (AggregationClient owner = client("owner", StreamUse.AUTO);
        AggregationClient trainer = client("trainer", StreamUse.AUTO)) {
      assertThatThrownBy(() -> trainer.createOrJoinSession("run-1", OPTIONS))
          .isInstanceOfSatisfying(
              AggregationException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(ErrorReason.PERMISSION_DENIED);
                assertThat(e).hasMessageContaining("trainer has no right to administer");
              });
      try (AggregationSession created = owner.createSession("run-1", OPTIONS);
          AggregationSession joined = trainer.createOrJoinSession("run-1", OPTIONS)) {
        assertThat(joined.id()).isEqualTo(created.id());
        step(joined, 0);
        assertThat(owner.session("run-1").steps()).isEqualTo(1);
      }
      SessionOptions other = SessionOptions.builder(3).task(TaskOptions.gaussian("age", 1)).build();
      assertThatThrownBy(() -> trainer.createOrJoinSession("run-1", other))
          .isInstanceOfSatisfying(
              AggregationException.class,
              e -> assertThat(e.reason()).isEqualTo(ErrorReason.FINGERPRINT_MISMATCH));
    }
  }

  @Test
  void whoIsTooFast_isSlowedDownAndLosesNothing() {
    for (StreamUse use : new StreamUse[] {StreamUse.AUTO, StreamUse.ALWAYS}) {
      String name = "run-" + use;
      try (AggregationClient owner = client("owner", StreamUse.AUTO);
          AggregationClient slow = client("slow", use);
          AggregationSession created = owner.createSession(name, OPTIONS);
          AggregationSession session = slow.joinSession(name)) {
        long start = System.nanoTime();
        for (int step = 0; step < 30; step++) {
          step(session, step);
        }
        // One second's worth may come at once.
        assertThat((System.nanoTime() - start) * 1e-9).isGreaterThan(0.4);
        assertThat(owner.session(created.id()).steps()).isEqualTo(30);
      }
    }
  }

  private AggregationClient client(String token, StreamUse use) {
    return AggregationClient.connect(server.options().token(token).streamUse(use).build());
  }

  private static void step(AggregationSession session, int step) {
    var unused =
        session.aggregate(
            Contribution.builder("w", 0, step)
                .features(new float[] {1, 2})
                .task(TaskInput.labels("age", new float[] {1}, new float[3]))
                .build());
  }
}
