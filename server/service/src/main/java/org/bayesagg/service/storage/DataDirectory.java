package org.bayesagg.service.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bayesagg.service.session.StorageException;

/** The folder that a server keeps its sessions in, for itself alone. */
final class DataDirectory implements AutoCloseable {
  private static final String LAYOUT = "1";

  /** Asking the disk takes as long as a small record; a reserve is not used up in this time. */
  private static final long LOOK_NANOS = 5_000_000;

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;
  private final FileStore store;
  private volatile long usable;
  private volatile long looked;

  private DataDirectory(Path folder, FileChannel channel, FileLock lock) throws IOException {
    this.folder = folder;
    this.store = Files.getFileStore(folder);
    this.usable = store.getUsableSpace();
    this.looked = System.nanoTime();
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes a folder, and makes it where it is not there.
   *
   * @throws StorageException if another server has it, a newer version wrote it, or it cannot be
   *     written
   */
  static DataDirectory take(Path folder) {
    try {
      Files.createDirectories(folder.resolve("sessions"));
      Files.createDirectories(folder.resolve("journal"));
      Files.createDirectories(folder.resolve("payloads"));
      Path file = folder.resolve("lock");
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = lock(channel);
      if (lock == null) {
        String holder = holder(channel);
        channel.close();
        throw new StorageException(
            folder.toString(),
            "another server uses this directory" + holder,
            "stop that one, or give this one a directory of its own with --data-dir",
            null);
      }
      DataDirectory taken = new DataDirectory(folder, channel, lock);
      try {
        taken.begin();
        return taken;
      } catch (IOException | RuntimeException e) {
        taken.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StorageException(
          folder.toString(),
          "the data directory cannot be written (" + e + ")",
          "name one that this user may write with --data-dir, or start with --ephemeral to keep"
              + " nothing",
          e);
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another server in this very process.
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(64);
    channel.read(text, 0);
    String process = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).trim();
    return process.isEmpty() ? "" : " (process " + process + ")";
  }

  private void begin() throws IOException {
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
        0);
    Path layout = folder.resolve("layout");
    if (!Files.exists(layout)) {
      Files.writeString(layout, LAYOUT + "\n");
    }
    String found = Files.readString(layout, StandardCharsets.ISO_8859_1).trim();
    if (!found.equals(LAYOUT)) {
      throw new StorageException(
          layout.toString(),
          "the directory has layout '" + found + "', this version knows " + LAYOUT,
          "start the version that wrote it, or one that is newer; where the file is damaged, restore it"
              + " from a backup",
          null);
    }
  }

  Path folder() {
    return folder;
  }

  Path sessions() {
    return folder.resolve("sessions");
  }

  Path journal() {
    return folder.resolve("journal");
  }

  Path payloads() {
    return folder.resolve("payloads");
  }

  /** Room that is left on its disk, or was some milliseconds ago. */
  long usableBytes() {
    long now = System.nanoTime();
    if (now - looked >= LOOK_NANOS) {
      try {
        usable = store.getUsableSpace();
      } catch (IOException e) {
        usable = Long.MAX_VALUE;
      }
      looked = now;
    }
    return usable;
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      throw new StorageException(folder.toString(), "could not be released", "ignore it", e);
    }
  }
}
