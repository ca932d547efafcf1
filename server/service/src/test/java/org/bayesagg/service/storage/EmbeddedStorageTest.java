package org.bayesagg.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.service.session.SessionException.Reason;
import org.bayesagg.service.session.SessionStorage;
import org.bayesagg.service.session.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is acknowledged outlives the process, and answers go on as if nothing had happened. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored")
class EmbeddedStorageTest {
  private static final int STEPS = 12;

  @TempDir private Path folder;

  static Stream<PriorRefresh> refreshes() {
    return Stream.of(
        new PriorRefresh.Forgetting(0.95),
        new PriorRefresh.StreamingEpoch(),
        new PriorRefresh.ExactEpoch(1000));
  }

  /** Step by step, an epoch every four steps. */
  private static Answer step(KeptServer server, String session, int step) {
    Answer answer = server.send(session, step / 4, step);
    if (step % 4 == 3) {
      server.finish(session, step / 4);
    }
    return answer;
  }

  private static List<float[]> uninterrupted(PriorRefresh refresh) {
    List<float[]> directions = new ArrayList<>();
    try (KeptServer server = KeptServer.ephemeral()) {
      server.create("run", refresh);
      for (int step = 0; step < STEPS; step++) {
        directions.add(step(server, "run", step).shard().direction());
      }
    }
    return directions;
  }

  @ParameterizedTest
  @MethodSource("refreshes")
  void kill_afterEveryStep_answersAsIfItHadNotBeen(PriorRefresh refresh) {
    List<float[]> expected = uninterrupted(refresh);
    Path here = folder.resolve("0");
    try (KeptServer server = KeptServer.open(here)) {
      server.create("run", refresh);
      here = server.image(here, folder.resolve("image"));
    }
    for (int step = 0; step < STEPS; step++) {
      Path image = folder.resolve("image-" + step);
      try (KeptServer server = KeptServer.open(here)) {
        assertThat(server.recovered.served()).isEqualTo(1);
        if (step > 0) {
          Answer again = server.send("run", (step - 1) / 4, step - 1);
          assertThat(again.duplicate()).isTrue();
          assertThat(again.shard().direction()).containsExactly(expected.get(step - 1));
        }
        assertThat(step(server, "run", step).shard().direction())
            .as("step %d", step)
            .containsExactly(expected.get(step));
        assertThat(server.registry.get("run").state().steps()).isEqualTo(step + 1);
        server.image(here, image);
      }
      here = image;
    }
  }

  @Test
  void close_manySteps_keepsTwoSnapshotsAndTheJournalAfterThem() throws Exception {
    try (KeptServer server = KeptServer.open(folder)) {
      server.create("run", new PriorRefresh.Forgetting(0.95));
      for (int step = 0; step < 60; step++) {
        server.send("run", 0, step);
      }
    }
    try (Stream<Path> files = Files.walk(folder.resolve("sessions"))) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("snapshot-")))
          .hasSize(2);
    }
    try (KeptServer server = KeptServer.open(folder)) {
      assertThat(server.registry.get("run").state().steps()).isEqualTo(60);
    }
  }

  @Test
  void delete_thenCreatedAgain_isANewSession() {
    try (KeptServer server = KeptServer.open(folder)) {
      server.create("run", new PriorRefresh.Forgetting(0.95));
      server.send("run", 0, 5);
      KeptServer.get(server.registry.delete("run"));
      server.create("run", new PriorRefresh.Forgetting(0.95));
      server.create("gone", new PriorRefresh.Forgetting(0.95));
      server.send("run", 0, 0);
      KeptServer.get(server.registry.delete("gone"));
    }
    try (KeptServer server = KeptServer.open(folder)) {
      assertThat(server.recovered.total()).isEqualTo(1);
      assertThat(server.registry.get("run").state().steps()).isEqualTo(1);
      assertThat(server.registry.list()).hasSize(1);
    }
  }

  @Test
  void open_directoryInUse_saysByWhomAndWhatToDo() {
    try (KeptServer server = KeptServer.open(folder)) {
      assertThat(server.recovered.total()).isZero();
      assertThatThrownBy(() -> KeptServer.open(folder))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("another server uses this directory")
          .hasMessageContaining("--data-dir");
    }
  }

  @Test
  void open_directoryOfANewerVersion_isRefused() throws Exception {
    KeptServer.open(folder).close();
    Files.writeString(folder.resolve("layout"), "2\n");

    assertThatThrownBy(() -> KeptServer.open(folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("layout '2'");
  }

  @Test
  void open_snapshotOfANewerVersion_setsTheSessionAsideAndServesTheOthers() throws Exception {
    try (KeptServer server = KeptServer.open(folder)) {
      for (String name : List.of("old", "new")) {
        server.create(name, new PriorRefresh.Forgetting(0.95));
        for (int step = 0; step < 20; step++) {
          server.send(name, 0, step);
        }
      }
    }
    Path snapshot;
    try (Stream<Path> files = Files.walk(folder.resolve("sessions"))) {
      snapshot =
          files
              .filter(file -> file.toString().contains("/new."))
              .filter(file -> file.getFileName().toString().startsWith("snapshot-"))
              .max(java.util.Comparator.naturalOrder())
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(snapshot);
    bytes[8] = 9;
    bytes[12] = ~9;
    Files.write(snapshot, bytes);

    try (KeptServer server = KeptServer.open(folder)) {
      assertThat(server.recovered.setAside()).isEqualTo(1);
      assertThat(server.registry.get("old").state().steps()).isEqualTo(20);
      SessionException refusal =
          catchThrowableOfType(SessionException.class, () -> server.registry.get("new"));
      assertThat(refusal.reason()).isEqualTo(Reason.SESSION_SET_ASIDE);
      assertThat(refusal).hasMessageContaining(snapshot.toString()).hasMessageContaining("newer");
      KeptServer.get(server.registry.delete("new"));
      server.create("new", new PriorRefresh.Forgetting(0.95));
    }
  }

  @Test
  void journalGone_sessionIsSetAside_untilTruncationIsAskedFor() throws Exception {
    int steps = 0;
    try (KeptServer server = KeptServer.open(folder)) {
      server.create("run", new PriorRefresh.Forgetting(0.95));
      // The newest snapshot must not cover all of them.
      while (steps < 21 || covered() > steps) {
        server.send("run", 0, steps++);
        server.settle();
      }
    }
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    try (KeptServer server = KeptServer.open(folder)) {
      assertThat(server.recovered.setAside()).isEqualTo(1);
      assertThatThrownBy(() -> server.registry.get("run"))
          .hasMessageContaining("are lost")
          .hasMessageContaining("--journal-repair truncate");
      assertThat(server.registry.setAside()).containsOnlyKeys("run");
    }
    StorageSettings truncating =
        new StorageSettings(
            folder, JournalSync.NONE, JournalRepair.TRUNCATE, 4_000, Duration.ofMinutes(1), 0, 200);
    try (KeptServer server = KeptServer.open(truncating)) {
      assertThat(server.recovered.served()).isEqualTo(1);
      assertThat(server.registry.get("run").state().steps()).isBetween(1L, steps - 1L);
      server.send("run", 0, steps);
    }
    try (KeptServer server = KeptServer.open(folder)) {
      assertThat(server.recovered.served()).isEqualTo(1);
    }
  }

  @Test
  void journalGone_andBroughtBack_sessionGoesOnAsItWas() throws Exception {
    float[] expected;
    Path image = folder.resolve("image");
    try (KeptServer server = KeptServer.open(folder.resolve("kept"))) {
      server.create("run", new PriorRefresh.Forgetting(0.95));
      server.send("run", 0, 0);
      server.send("run", 0, 1);
      server.image(folder.resolve("kept"), image);
      expected = server.send("run", 0, 2).shard().direction();
    }
    Path away = folder.resolve("away");
    Files.move(image.resolve("journal"), away);
    try (KeptServer server = KeptServer.open(image)) {
      assertThat(server.recovered.setAside()).isEqualTo(1);
    }
    try (Stream<Path> files = Files.list(image.resolve("journal"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    Files.delete(image.resolve("journal"));
    Files.move(away, image.resolve("journal"));
    try (KeptServer server = KeptServer.open(image)) {
      assertThat(server.send("run", 0, 2).shard().direction()).containsExactly(expected);
    }
  }

  /** The last change that a snapshot covers; the session's creation is the first. */
  private long covered() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("snapshot-"))
          .mapToLong(SessionFolder::sequence)
          .max()
          .orElse(0);
    }
  }

  @Test
  void contribute_diskNearlyFull_isRefusedAndNothingChanges() {
    StorageSettings full =
        new StorageSettings(
            folder,
            JournalSync.ALWAYS,
            JournalRepair.REFUSE,
            4_000,
            Duration.ofMinutes(1),
            Long.MAX_VALUE,
            200);
    try (KeptServer server = KeptServer.open(folder)) {
      server.create("run", new PriorRefresh.Forgetting(0.95));
    }
    try (KeptServer server = KeptServer.open(full)) {
      assertThatThrownBy(() -> server.send("run", 0, 0))
          .cause()
          .hasMessageContaining("the disk is full")
          .hasMessageContaining("--disk-reserve-bytes");
      assertThatThrownBy(() -> server.create("more", new PriorRefresh.Forgetting(0.95)))
          .hasMessageContaining("the disk is full");
      assertThat(server.registry.get("run").state().steps()).isZero();
    }
  }

  /** The session's file, as an export gives it. */
  private static Path export(KeptServer server, String session, Path to) throws IOException {
    List<ByteBuffer> pieces = KeptServer.get(server.registry.get(session).copy(SessionImage::copy));
    try (FileChannel out =
        FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (ByteBuffer piece : pieces) {
        out.write(piece);
      }
    }
    return to;
  }

  @ParameterizedTest
  @MethodSource("refreshes")
  void adopt_onAnotherServer_goesOnAsTheOriginalAndOutlivesIt(PriorRefresh refresh)
      throws Exception {
    List<float[]> expected = uninterrupted(refresh);
    Path file;
    try (KeptServer first = KeptServer.ephemeral()) {
      first.create("run", refresh);
      for (int step = 0; step < 7; step++) {
        step(first, "run", step);
      }
      file = export(first, "run", folder.resolve("run.session"));
    }
    Path kept = folder.resolve("kept");
    try (KeptServer second = KeptServer.open(kept);
        SessionImage image = SessionImage.open(file)) {
      second.registry.adopt(image.session(), image.ledger(), image.maths());
      second.image(kept, folder.resolve("image"));
    }
    try (KeptServer third = KeptServer.open(folder.resolve("image"))) {
      assertThat(third.send("run", 1, 6).duplicate()).isTrue();
      for (int step = 7; step < STEPS; step++) {
        assertThat(step(third, "run", step).shard().direction())
            .containsExactly(expected.get(step));
      }
    }
  }

  @Test
  void adopt_asANewRun_beginsWithThePosteriors() throws Exception {
    try (KeptServer server = KeptServer.open(folder.resolve("kept"))) {
      server.create("run", new PriorRefresh.StreamingEpoch());
      for (int step = 0; step < 8; step++) {
        step(server, "run", step);
      }
      Path file = export(server, "run", folder.resolve("run.session"));
      try (SessionImage image = SessionImage.open(file)) {
        SessionStorage.Description next =
            new SessionStorage.Description(
                "next", "print", image.session().settings(), image.session().createTime());
        server.registry.adopt(next, image.ledger().fresh(), image.maths());
      }
      Session next = server.registry.get("next");
      assertThat(next.state().steps()).isZero();
      assertThat(next.state().epoch()).isZero();
      assertThat(next.state().bayesian()).isTrue();
      assertThat(KeptServer.get(next.posterior(0, true, false)).mean())
          .containsExactly(
              KeptServer.get(server.registry.get("run").posterior(0, true, false)).mean());
      assertThat(server.send("next", 0, 0).step().bayesian()).isTrue();
    }
  }

  @Test
  void image_cutOrChanged_isNoSession() throws Exception {
    Path file;
    try (KeptServer server = KeptServer.ephemeral()) {
      server.create("run", new PriorRefresh.Forgetting(0.95));
      server.send("run", 0, 0);
      file = export(server, "run", folder.resolve("run.session"));
    }
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 41) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SessionImage.open(file)).isInstanceOf(CorruptStateException.class);
    }
    for (int at = 40; at < whole.length; at += 37) {
      byte[] changed = whole.clone();
      changed[at] ^= 4;
      Files.write(file, changed);
      assertThatThrownBy(() -> SessionImage.open(file)).isInstanceOf(CorruptStateException.class);
    }
  }
}
