package org.bayesagg.faults.play;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** A worker's own file of the answers it has had: what outlives its process. */
public final class AnswerLog implements AutoCloseable {
  private static final int HEADER = Integer.BYTES + Long.BYTES;

  private final FileChannel file;

  private AnswerLog(FileChannel file) {
    this.file = file;
  }

  /** Goes on with a file after its last whole entry, or begins it. */
  static AnswerLog open(Path path) throws IOException {
    long whole = 0;
    if (Files.exists(path)) {
      for (Acknowledged entry : read(path)) {
        whole += HEADER + entry.bytes().length;
      }
    }
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    file.truncate(whole);
    file.position(whole);
    return new AnswerLog(file);
  }

  /** Writes an answer down; a process that is killed after this has it. */
  void add(Acknowledged entry) throws IOException {
    byte[] bytes = entry.bytes();
    ByteBuffer out = ByteBuffer.allocate(HEADER + bytes.length);
    out.putInt(bytes.length).putLong(sum(bytes)).put(bytes).flip();
    while (out.hasRemaining()) {
      file.write(out);
    }
  }

  /** All whole entries, in the order in which they were written; none where there is no file. */
  public static List<Acknowledged> read(Path path) throws IOException {
    List<Acknowledged> entries = new ArrayList<>();
    if (!Files.exists(path)) {
      return entries;
    }
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(path));
    while (in.remaining() >= HEADER) {
      byte[] bytes = new byte[in.getInt()];
      long sum = in.getLong();
      if (in.remaining() < bytes.length) {
        break;
      }
      in.get(bytes);
      if (sum(bytes) != sum) {
        throw new IOException(path + ": an entry is damaged");
      }
      entries.add(Acknowledged.read(ByteBuffer.wrap(bytes)));
    }
    return entries;
  }

  private static long sum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
