package org.bayesagg.service.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Supplier;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.StateInput;

/** Reads what {@link ChunkOutput} wrote, from chunks that have been checked. Not thread-safe. */
final class ChunkInput implements StateInput {
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final Supplier<ByteBuffer> next;
  private long left;
  private ByteBuffer chunk = EMPTY;

  /**
   * Reads chunk after chunk.
   *
   * @param next the bytes of the next chunk, header left out; null where there is none
   * @param bytes of all chunks at most
   */
  ChunkInput(Supplier<ByteBuffer> next, long bytes) {
    this.next = next;
    this.left = bytes;
  }

  private ByteBuffer need(int bytes) {
    while (!chunk.hasRemaining()) {
      ByteBuffer following = next.get();
      if (following == null) {
        throw new CorruptStateException("ends too soon");
      }
      chunk = following.order(ByteOrder.LITTLE_ENDIAN);
    }
    if (chunk.remaining() < bytes) {
      throw new CorruptStateException("a value is cut");
    }
    left -= bytes;
    return chunk;
  }

  @Override
  public long remaining() {
    return Math.max(0, left);
  }

  @Override
  public int readInt() {
    return need(Integer.BYTES).getInt();
  }

  @Override
  public long readLong() {
    return need(Long.BYTES).getLong();
  }

  @Override
  public double readDouble() {
    return need(Double.BYTES).getDouble();
  }

  @Override
  public void readInts(int[] to, int from, int count) {
    for (int at = from; at < from + count; ) {
      ByteBuffer source = need(Integer.BYTES);
      int some = Math.min(from + count - at, source.remaining() / Integer.BYTES);
      source.asIntBuffer().get(to, at, some);
      at += passed(source, some, Integer.BYTES);
    }
  }

  @Override
  public void readFloats(float[] to, int from, int count) {
    for (int at = from; at < from + count; ) {
      ByteBuffer source = need(Float.BYTES);
      int some = Math.min(from + count - at, source.remaining() / Float.BYTES);
      source.asFloatBuffer().get(to, at, some);
      at += passed(source, some, Float.BYTES);
    }
  }

  @Override
  public void readDoubles(double[] to, int from, int count) {
    for (int at = from; at < from + count; ) {
      ByteBuffer source = need(Double.BYTES);
      int some = Math.min(from + count - at, source.remaining() / Double.BYTES);
      source.asDoubleBuffer().get(to, at, some);
      at += passed(source, some, Double.BYTES);
    }
  }

  private int passed(ByteBuffer source, int values, int bytes) {
    source.position(source.position() + values * bytes);
    left -= (values - 1L) * bytes;
    return values;
  }

  boolean readFlag() {
    return upTo(1) == 1;
  }

  /** A number from 0 to {@code most}. */
  int upTo(int most) {
    int value = readInt();
    if (value < 0 || value > most) {
      throw new CorruptStateException(value + " where 0 to " + most + " can be");
    }
    return value;
  }

  Instant readInstant() {
    try {
      return Instant.ofEpochSecond(readLong(), upTo(999_999_999));
    } catch (DateTimeException e) {
      throw new CorruptStateException("no time", e);
    }
  }

  float[] readFloats() {
    int length = length(Float.BYTES);
    float[] values = length < 0 ? null : new float[length];
    if (values != null) {
      readFloats(values, 0, length);
    }
    return values;
  }

  double[] readDoubles() {
    int length = length(Double.BYTES);
    double[] values = length < 0 ? null : new double[length];
    if (values != null) {
      readDoubles(values, 0, length);
    }
    return values;
  }

  int[] readInts() {
    int length = length(Integer.BYTES);
    int[] values = length < 0 ? null : new int[length];
    if (values != null) {
      readInts(values, 0, length);
    }
    return values;
  }

  byte[] readBytes() {
    int length = length(1);
    byte[] values = length < 0 ? null : new byte[length];
    for (int at = 0; at < length; ) {
      ByteBuffer source = need(1);
      int some = Math.min(length - at, source.remaining());
      source.get(values, at, some);
      left -= some - 1L;
      at += some;
    }
    return values;
  }

  String readText() {
    byte[] bytes = readBytes();
    if (bytes == null) {
      throw new CorruptStateException("a text is missing");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** So many elements of at least {@code bytes} each, which can still come; -1 for null. */
  int length(int bytes) {
    int length = readInt();
    if (length < -1 || length > left / bytes) {
      throw new CorruptStateException(length + " values cannot come");
    }
    return length;
  }
}
