package org.bayesagg.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A tmpfs of a few megabytes: a disk that a test can fill, or make read-only. */
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 1 << 16;

  private final Path folder;

  SmallDisk(Path folder, int megabytes) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    assertThat(run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "none", text()))
        .isZero();
  }

  /** Whether this user may mount. */
  static boolean available(Path scratch) throws IOException {
    Path probe = Files.createDirectories(scratch.resolve("probe"));
    if (run("mount", "-t", "tmpfs", "-o", "size=1m", "none", probe.toString()) != 0) {
      return false;
    }
    return run("umount", probe.toString()) == 0;
  }

  /** Leaves so many bytes, or a few less. */
  void fill(long left) throws IOException {
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (room() > left) {
        out.write(new byte[(int) Math.min(BLOCK, room() - left)]);
      }
    }
  }

  /** Makes room again. */
  void empty() throws IOException {
    Files.delete(filler());
  }

  void readOnly() {
    assertThat(run("mount", "-o", "remount,ro", text())).isZero();
  }

  private long room() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  private String text() {
    return folder.toString();
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(Arrays.asList(command))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      // There is no such command here.
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a disk is mounted", e);
    }
  }

  @Override
  public void close() {
    run("umount", "-l", text());
  }
}
