package org.bayesagg.service.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.service.session.SessionException.Reason;
import org.bayesagg.service.session.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two bytes flipped anywhere: the answers stay right, or the session says that it is damaged. */
@Timeout(300)
class DamageTest {
  private static final int LEAST = 17;

  /** More by {@code -Dbayesagg.test.flips=1000}. */
  private static final int FLIPS = Integer.getInteger("bayesagg.test.flips", 60);

  private static final String SESSION = "run";

  @TempDir private Path folder;
  private int steps;

  @Test
  void flip_anyTwoBytesOfAnyFile_neverAWrongAnswerInSilence() throws IOException {
    Path kept = folder.resolve("kept");
    Path image = folder.resolve("image");
    float[] next;
    try (KeptServer server = KeptServer.open(kept)) {
      server.create(SESSION, new PriorRefresh.Forgetting(0.95));
      // Snapshots are written beside the steps.
      for (steps = 0; steps < LEAST || snapshots(kept) < 2; steps++) {
        server.send(SESSION, 0, steps);
      }
      server.image(kept, image);
      next = server.send(SESSION, 0, steps).shard().direction();
    }
    List<Path> files = files(image);
    Random random = new Random(20261126);
    int right = 0;
    int said = 0;
    for (int i = 0; i < FLIPS; i++) {
      Path damaged = folder.resolve("damaged-" + i);
      KeptServer.copy(image, damaged);
      Path file = files.get(i % files.size());
      flip(damaged.resolve(image.relativize(file).toString()), random);
      if (answersRight(damaged, next, file)) {
        right++;
      } else {
        said++;
      }
      remove(damaged);
    }
    // Both happen: an old snapshot is not needed, the journal is.
    assertThat(right).isPositive();
    assertThat(said).isPositive();
  }

  private boolean answersRight(Path damaged, float[] next, Path file) {
    try (KeptServer server = KeptServer.open(damaged)) {
      if (server.recovered.total() == 0) {
        throw new AssertionError("a session is gone without a word: " + file);
      }
      assertThat(server.send(SESSION, 0, steps).shard().direction())
          .as("after damage in %s", file)
          .containsExactly(next);
      return true;
    } catch (StorageException e) {
      return false;
    } catch (SessionException e) {
      assertThat(e.reason()).isEqualTo(Reason.SESSION_SET_ASIDE);
      return false;
    }
  }

  private static long snapshots(Path kept) throws IOException {
    return files(kept).stream().filter(file -> file.toString().contains("snapshot-0")).count();
  }

  /** Files with something in them, in an order of their own. */
  private static List<Path> files(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // RocksDB's own log and its locks are nothing that anybody reads.
            if (attributes.size() > 0
                && !file.getFileName().toString().matches("LOG.*|LOCK|lock|IDENTITY")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            // A snapshot that has just been finished has another name by now.
            return why instanceof NoSuchFileException
                ? FileVisitResult.CONTINUE
                : super.visitFileFailed(file, why);
          }
        });
    found.sort(Comparator.naturalOrder());
    return found;
  }

  private static void flip(Path file, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < 2; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
    }
    Files.write(file, bytes);
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
