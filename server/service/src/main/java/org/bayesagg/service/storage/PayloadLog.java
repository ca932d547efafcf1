package org.bayesagg.service.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bayesagg.service.session.StorageException;

/**
 * The large chunks of one log, one behind another in files that are named after the first record in
 * them. Thread-safe, but one thread at a time appends.
 */
final class PayloadLog {
  /** Bytes after which the next record begins a file, so that files can be given up one by one. */
  private static final long FILE = 16L << 20;

  private final Path folder;
  private final long log;
  private final Consumer<FileChannel> onFull;
  private final TreeMap<Long, Path> files = new TreeMap<>();
  private FileChannel channel;
  private long first;
  private long end;

  /**
   * Where a chunk lies.
   *
   * @param first record of the file
   * @param offset of the chunk in it
   * @param length of the chunk
   */
  record Spot(long first, long offset, int length) {}

  /**
   * A log without files.
   *
   * @param onFull takes a file in which nothing more is written, to close it
   */
  PayloadLog(Path folder, long log, Consumer<FileChannel> onFull) {
    this.folder = folder;
    this.log = log;
    this.onFull = onFull;
  }

  /** There is a file, from before. */
  synchronized void found(long sequence, Path file) {
    files.put(sequence, file);
  }

  /** Writes a chunk, from 0 to its limit; lent. */
  synchronized Spot append(Chunk.Place place, ByteBuffer chunk) {
    try {
      // A record stays in one file.
      if (channel == null || (place.index() == 0 && end >= FILE)) {
        begin(place.sequence());
      }
      ByteBuffer left = chunk.duplicate().position(0);
      // What a failed write leaves is never written over: a record may have been read from there.
      long at = end;
      end += left.remaining();
      while (left.hasRemaining()) {
        channel.write(left, at + left.position());
      }
      return new Spot(first, at, left.limit());
    } catch (IOException e) {
      throw failed(path(first), "written", e);
    }
  }

  private void begin(long sequence) throws IOException {
    if (channel != null) {
      onFull.accept(channel);
      channel = null;
    }
    first = sequence;
    Path file = path(sequence);
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    // A record that was cut short may have begun it.
    end = channel.size();
    files.put(sequence, file);
  }

  private Path path(long sequence) {
    return folder.resolve(log + "." + sequence);
  }

  /** The chunk there, or what is left of it. */
  ByteBuffer read(Spot spot) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(Math.min(spot.length(), Chunk.SIZE));
    Path file = path(spot.first());
    if (Files.exists(file)) {
      try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ)) {
        int got = 0;
        while (got >= 0 && chunk.hasRemaining()) {
          got = from.read(chunk, spot.offset() + chunk.position());
        }
      }
    }
    return chunk.flip();
  }

  /** Deletes files that hold none but records from {@code from} to {@code through}. */
  synchronized void cut(long from, long through) {
    for (Map.Entry<Long, Path> each : Map.copyOf(files).entrySet()) {
      Long next = files.higherKey(each.getKey());
      boolean covered = next == null ? through >= Long.MAX_VALUE - 1 : next - 1 <= through;
      if (each.getKey() < from || !covered) {
        continue;
      }
      try {
        if (each.getKey() == first && channel != null) {
          channel.close();
          channel = null;
        }
        Files.deleteIfExists(each.getValue());
        files.remove(each.getKey());
      } catch (IOException e) {
        throw failed(each.getValue(), "deleted", e);
      }
    }
  }

  synchronized boolean isEmpty() {
    return files.isEmpty();
  }

  /** Returns when what was written outlives the machine's power. */
  synchronized void sync() {
    try {
      if (channel != null) {
        channel.force(false);
      }
    } catch (IOException e) {
      throw failed(path(first), "synced", e);
    }
  }

  synchronized void close() {
    try {
      if (channel != null) {
        channel.close();
        channel = null;
      }
    } catch (IOException e) {
      throw failed(path(first), "closed", e);
    }
  }

  static StorageException failed(Path file, String done, IOException e) {
    return new StorageException(
        file.toString(),
        "could not be " + done + " (" + e.getMessage() + ")",
        "see that the disk works, is writable and has room",
        e);
  }
}
