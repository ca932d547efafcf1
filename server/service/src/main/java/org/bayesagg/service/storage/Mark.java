package org.bayesagg.service.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.bayesagg.service.session.StorageException;

/**
 * The sequence of the last change of a session that was acknowledged, beside the journal: should
 * the journal's end be damaged, which a log cannot tell from an end, this shows it. Eight bytes,
 * written at a time: the sequence and a check of it.
 */
final class Mark implements AutoCloseable {
  private static final int CHECK_BITS = 16;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Long.BYTES);

  private Mark(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens the mark of a session, or makes one. */
  static Mark open(Path file) {
    try {
      return new Mark(
          file,
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** The sequence, or 0 where nothing was acknowledged; -1 where it is damaged. */
  static long read(Path file) {
    try {
      byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      if (bytes.length == 0) {
        return 0;
      }
      long word = bytes.length == Long.BYTES ? ByteBuffer.wrap(bytes).getLong() : 0;
      long sequence = word >>> CHECK_BITS;
      return word == word(sequence) ? sequence : -1;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  void write(long sequence) {
    buffer.clear().putLong(word(sequence)).flip();
    try {
      channel.write(buffer, 0);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static long word(long sequence) {
    CRC32C sum = new CRC32C();
    sum.update(ByteBuffer.allocate(Long.BYTES).putLong(sequence).flip());
    return sequence << CHECK_BITS | (sum.getValue() & 0xFFFF);
  }

  private static StorageException failed(Path file, IOException e) {
    return new StorageException(
        file.toString(),
        "could not be read or written (" + e.getMessage() + ")",
        "see that the disk works, is writable and has room",
        e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }
}
