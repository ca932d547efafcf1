package org.bayesagg.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bayesagg.service.session.StorageException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RocksJournalTest {
  private static final int LARGE = 100;

  @TempDir private Path folder;

  @BeforeEach
  void folders() throws IOException {
    Files.createDirectory(folder.resolve("journal"));
    Files.createDirectory(folder.resolve("payloads"));
  }

  private RocksJournal open(JournalSync sync) {
    return RocksJournal.open(folder.resolve("journal"), folder.resolve("payloads"), sync, LARGE);
  }

  private static void put(Journal journal, long log, long sequence, int... sizes) {
    for (int i = 0; i < sizes.length; i++) {
      ByteBuffer chunk =
          ByteBuffer.allocateDirect(Chunk.HEADER + sizes[i]).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = Chunk.HEADER; at < chunk.limit(); at++) {
        chunk.put(at, (byte) (sequence + at));
      }
      Chunk.seal(chunk, new Chunk.Place(log, sequence, i), i == sizes.length - 1);
      journal.put(new Chunk.Place(log, sequence, i), chunk);
    }
  }

  /** The sizes of a log's chunks by sequence; -1 for one that is not intact. */
  private static Map<Long, List<Integer>> read(Journal journal, long log, long from) {
    Map<Long, List<Integer>> found = new TreeMap<>();
    journal.read(
        log,
        from,
        (place, chunk) -> {
          assertThat(place.log()).isEqualTo(log);
          int size = Chunk.isIntact(chunk, place) ? Chunk.length(chunk) : -1;
          found.computeIfAbsent(place.sequence(), each -> new ArrayList<>()).add(size);
          return true;
        });
    return found;
  }

  private List<Path> payloads() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("payloads"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(JournalSync.class)
  void read_chunksOfEverySize_comeInOrderAfterAReopening(JournalSync sync) throws IOException {
    try (Journal journal = open(sync)) {
      put(journal, 1, 1, 4);
      put(journal, 2, 1, 2_000);
      put(journal, 1, 2, 1 << 19, 1 << 19, 7);
      put(journal, 1, 3, 5_000);
      journal.sync();
      assertThat(journal.bytes()).isGreaterThan(1 << 20);
    }
    try (Journal journal = open(sync)) {
      put(journal, 1, 4, 300);
      assertThat(read(journal, 1, 1))
          .containsExactly(
              Map.entry(1L, List.of(4)),
              Map.entry(2L, List.of(1 << 19, 1 << 19, 7)),
              Map.entry(3L, List.of(5_000)),
              Map.entry(4L, List.of(300)));
      assertThat(read(journal, 1, 3)).containsOnlyKeys(3L, 4L);
      assertThat(read(journal, 2, 1)).containsExactly(Map.entry(1L, List.of(2_000)));
      assertThat(journal.logs()).containsExactly(1L, 2L);
      assertThat(journal.last(1)).isEqualTo(4);
      assertThat(journal.last(3)).isZero();
    }
    assertThat(payloads()).hasSize(sync == JournalSync.ALWAYS ? 0 : 3);
  }

  @Test
  void cut_filesWhoseRecordsAllWent_areDeleted() throws IOException {
    int quarter = 1 << 20;
    int[] four = {quarter - 8, quarter - 8, quarter - 8, quarter - 8};
    try (Journal journal = open(JournalSync.INTERVAL)) {
      for (int sequence = 1; sequence <= 12; sequence++) {
        put(journal, 5, sequence, four);
      }
      put(journal, 6, 1, 1_000);
      assertThat(payloads()).hasSize(4);

      journal.cut(5, 1, 3);
      assertThat(payloads()).hasSize(4);
      journal.cut(5, 1, 4);
      assertThat(payloads()).hasSize(3);
      journal.cut(5, 1, 12);
      assertThat(payloads()).as("one is still written to").hasSize(2);
      put(journal, 5, 13, four);
      assertThat(read(journal, 5, 1).get(13L)).hasSize(4).doesNotContain(-1);
      journal.sync();

      journal.cut(5, 0, Long.MAX_VALUE - 1);
      assertThat(read(journal, 5, 1)).isEmpty();
      assertThat(payloads()).hasSize(1);
      put(journal, 5, 1, four);
      assertThat(read(journal, 5, 1)).containsOnlyKeys(1L);
    }
  }

  @Test
  void put_afterATornRecordWasCut_isRead() throws IOException {
    try (Journal journal = open(JournalSync.NONE)) {
      put(journal, 1, 1, 1_000);
      put(journal, 1, 2, 1_000);
    }
    for (int again = 0; again < 3; again++) {
      try (Journal journal = open(JournalSync.NONE)) {
        journal.cut(1, 2, Long.MAX_VALUE - 1);
        put(journal, 1, 2, 3_000 + again);
        assertThat(read(journal, 1, 1))
            .containsExactly(Map.entry(1L, List.of(1_000)), Map.entry(2L, List.of(3_000 + again)));
      }
    }
    assertThat(payloads()).hasSize(2);
  }

  @Test
  void read_payloadGoneOrCutShort_isNotIntact() throws IOException {
    try (Journal journal = open(JournalSync.NONE)) {
      put(journal, 1, 1, 1_000);
      put(journal, 1, 2, 1_000);
      Path file = payloads().get(0);
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(bytes, 1_500));
      assertThat(read(journal, 1, 1).values()).containsExactly(List.of(1_000), List.of(-1));
      Files.delete(file);
      assertThat(read(journal, 1, 1).values()).containsExactly(List.of(-1), List.of(-1));
    }
  }

  @Test
  void dropStrays_filesOfALogThatIsGone_areDeleted_unlessItsSessionIsThere() throws IOException {
    Files.write(folder.resolve("payloads").resolve("77.3"), new byte[100]);
    Files.write(folder.resolve("payloads").resolve("78.3"), new byte[100]);
    Files.write(folder.resolve("payloads").resolve("note.txt"), new byte[1]);
    try (RocksJournal journal = open(JournalSync.NONE)) {
      journal.dropStrays(Set.of(78L));
    }
    assertThat(payloads())
        .extracting(path -> path.getFileName().toString())
        .containsExactly("78.3", "note.txt");
  }

  @Test
  void read_tableDamaged_namesItAndTheWayOut() throws IOException {
    try (RocksJournal journal = open(JournalSync.NONE)) {
      put(journal, 1, 1, 90);
    }
    // What the log had gets into a table.
    open(JournalSync.NONE).close();
    Path table;
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      table = files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(table);
    bytes[30] ^= 1;
    Files.write(table, bytes);
    try (RocksJournal journal = open(JournalSync.NONE)) {
      assertThatThrownBy(() -> journal.last(1))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(table.getFileName().toString())
          .hasMessageContaining("restore the data directory from a backup");
    }
  }
}
