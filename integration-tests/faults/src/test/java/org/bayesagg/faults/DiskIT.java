package org.bayesagg.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationException;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.faults.process.ServerEndedException;
import org.bayesagg.faults.process.ServerNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full or read-only, and a directory that is taken. */
class DiskIT {
  private static final int MEGABYTES = 64;

  @TempDir private Path folder;

  /** With a reserve contributions are refused before the disk is full, without one after it. */
  @ParameterizedTest
  @ValueSource(strings = {"4MiB", "0"})
  void fullDisk_contributionsAreRefusedUntilThereIsRoom(String reserve) throws Exception {
    assumeMounts();
    SinglePlayer player = new SinglePlayer("full", 2, 40);
    try (SmallDisk disk = new SmallDisk(folder.resolve("disk"), MEGABYTES);
        ServerNode server = server("--disk-reserve-bytes", reserve, "--snapshot-bytes", "100000")) {
      server.start();
      try (AggregationClient patient = SinglePlayer.patient(server.target());
          AggregationClient impatient = SinglePlayer.impatient(server.target());
          AggregationSession session = player.open(patient);
          AggregationSession hasty = player.open(impatient)) {
        player.steps(session, 10);

        disk.fill(0);
        AggregationException refusal = firstRefusal(player, hasty);
        assertThat(refusal.code()).isEqualTo("UNAVAILABLE");
        assertThat(refusal.rawReason()).isEqualTo("STORAGE_FAILED");
        assertThat(refusal.retryAfter()).isPresent();

        disk.empty();
        player.steps(session, 20);
        server.jvm().kill();
        server.start();
        player.finish(session);
      }
    }
  }

  /** The journal may have some room of its own left. */
  private static AggregationException firstRefusal(SinglePlayer player, AggregationSession hasty) {
    for (int i = 0; i < 30; i++) {
      AggregationException refusal =
          catchThrowableOfType(AggregationException.class, () -> player.step(hasty));
      if (refusal != null) {
        return refusal;
      }
    }
    throw new AssertionError("nothing was refused on a full disk");
  }

  @Test
  void secondServer_onOneDirectory_isToldWhoHasIt() throws Exception {
    Files.createDirectories(folder.resolve("other"));
    try (ServerNode first = server();
        ServerNode second = node(folder.resolve("other"))) {
      first.start();
      assertThatThrownBy(second::start)
          .isInstanceOf(ServerEndedException.class)
          .hasMessageContaining("ended with status 1")
          .hasMessageContaining("another server uses this directory (process " + first.jvm().pid())
          .hasMessageContaining("--data-dir");
    }
  }

  @Test
  void readOnlyDisk_isNamedAtStart() throws Exception {
    assumeMounts();
    try (SmallDisk disk = new SmallDisk(folder.resolve("disk"), MEGABYTES);
        ServerNode server = server()) {
      disk.readOnly();
      assertReadOnly(server);
    }
  }

  @Test
  void readOnlyDisk_withSessionsOnIt_isNamedAtStart() throws Exception {
    assumeMounts();
    SinglePlayer player = new SinglePlayer("kept", 2, 10);
    try (SmallDisk disk = new SmallDisk(folder.resolve("disk"), MEGABYTES);
        ServerNode server = server("--disk-reserve-bytes", "1MiB")) {
      server.start();
      try (AggregationClient client = SinglePlayer.patient(server.target());
          AggregationSession session = player.open(client)) {
        player.steps(session, 3);
      }
      server.jvm().kill();
      disk.readOnly();
      assertReadOnly(server);
    }
  }

  private void assertReadOnly(ServerNode server) {
    assertThatThrownBy(server::start)
        .isInstanceOf(ServerEndedException.class)
        .hasMessageContaining("ended with status 1")
        .hasMessageContaining(data() + ": the data directory cannot be written")
        .hasMessageContaining("--data-dir");
  }

  private void assumeMounts() throws Exception {
    assumeTrue(
        SmallDisk.available(folder), "SKIPPED: a small disk needs the right to mount a tmpfs");
  }

  private Path data() {
    return folder.resolve("disk").resolve("data");
  }

  private ServerNode server(String... options) {
    return node(folder, options);
  }

  private ServerNode node(Path own, String... options) {
    return new ServerNode(own, data(), List.of(), ServerNode.SMALL, List.of(options));
  }
}
