package org.bayesagg.service.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.service.session.NewerVersionException;
import org.bayesagg.service.session.StorageException;

/**
 * A snapshot on the disk: ["BAYESAGG" 8][layout 4][check of it 4][log 8][sequence 8], then sealed
 * chunks, little-endian. Not thread-safe.
 */
final class SnapshotFile implements AutoCloseable {
  private static final long MAGIC = 0x4747415345594142L;
  private static final int HEADER = 32;

  /** Of the file, and of what the service itself writes into it. */
  static final int LAYOUT = 2;

  private final Path file;
  private final FileChannel channel;
  private final long log;
  private final long sequence;
  private final ByteBuffer chunk = ByteBuffer.allocate(Chunk.SIZE).order(ByteOrder.LITTLE_ENDIAN);
  private int index;
  private boolean over;

  private SnapshotFile(Path file, FileChannel channel, long log, long sequence) {
    this.file = file;
    this.channel = channel;
    this.log = log;
    this.sequence = sequence;
  }

  /** Writes a file that outlives the machine's power when this returns; seals the chunks. */
  static void write(Path file, long log, long sequence, List<ByteBuffer> chunks)
      throws IOException {
    try (FileChannel to =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (ByteBuffer piece : pieces(log, sequence, chunks)) {
        writeAll(to, piece);
      }
      to.force(true);
    }
  }

  /** The file in pieces: the header, then the chunks, which are sealed. */
  static List<ByteBuffer> pieces(long log, long sequence, List<ByteBuffer> chunks) {
    List<ByteBuffer> pieces = new ArrayList<>();
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(MAGIC).putInt(LAYOUT).putInt(~LAYOUT).putLong(log).putLong(sequence).flip();
    pieces.add(header);
    for (int i = 0; i < chunks.size(); i++) {
      ByteBuffer each = chunks.get(i);
      Chunk.seal(each, new Chunk.Place(log, sequence, i), i == chunks.size() - 1);
      pieces.add(each.duplicate().position(0));
    }
    return pieces;
  }

  private static void writeAll(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  /**
   * Opens a snapshot.
   *
   * @throws CorruptStateException if it is none, or damaged
   * @throws StorageException if a newer version wrote it, or it cannot be read
   */
  static SnapshotFile open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return open(file, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (EOFException e) {
      throw new CorruptStateException(file + ": ends too soon", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static SnapshotFile open(Path file, FileChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, header);
    int layout = header.getInt(8);
    if (header.getLong(0) != MAGIC || header.getInt(12) != ~layout) {
      throw new CorruptStateException(file + ": not a snapshot");
    }
    if (layout > LAYOUT) {
      throw new NewerVersionException(
          file.toString(),
          "layout " + layout + ", this one reads up to " + LAYOUT,
          "start that version, or one that is newer still",
          null);
    }
    if (layout < LAYOUT) {
      throw new CorruptStateException(file + ": of layout " + layout + ", which no release wrote");
    }
    return new SnapshotFile(file, channel, header.getLong(16), header.getLong(24));
  }

  /** The number of the log that it is of. */
  long log() {
    return log;
  }

  /** The last change that it covers. */
  long sequence() {
    return sequence;
  }

  /** Reads it through, so that nothing of a damaged one is used. */
  void check() {
    rewind();
    while (next() != null) {
      // Each chunk is checked as it is read.
    }
    try {
      if (channel.position() != channel.size()) {
        throw new CorruptStateException(file + ": goes on after its end");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Reads from its start; one at a time. */
  ChunkInput read() {
    rewind();
    try {
      return new ChunkInput(this::next, channel.size());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private void rewind() {
    try {
      channel.position(HEADER);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    index = 0;
    over = false;
  }

  /** The bytes of the next chunk, lent until the next call; null after the last one. */
  private ByteBuffer next() {
    if (over) {
      return null;
    }
    try {
      fill(channel, chunk.clear().limit(Chunk.HEADER));
      int length = Chunk.length(chunk);
      if (length > Chunk.SIZE - Chunk.HEADER) {
        throw new CorruptStateException(file + ": damaged in chunk " + index);
      }
      fill(channel, chunk.limit(Chunk.HEADER + length));
    } catch (EOFException e) {
      throw new CorruptStateException(file + ": ends too soon", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!Chunk.isIntact(chunk, new Chunk.Place(log, sequence, index))) {
      throw new CorruptStateException(file + ": damaged in chunk " + index);
    }
    index++;
    over = Chunk.isLast(chunk);
    return chunk.duplicate().position(Chunk.HEADER);
  }

  private static void fill(FileChannel from, ByteBuffer to) throws IOException {
    while (to.hasRemaining()) {
      if (from.read(to) < 0) {
        throw new EOFException();
      }
    }
  }

  private static StorageException unreadable(Path file, IOException e) {
    return new StorageException(
        file.toString(),
        "could not be read (" + e.getMessage() + ")",
        "see that the disk works and the file may be read",
        e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
