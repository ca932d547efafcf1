package org.bayesagg.service.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.state.StateOutput;

/** Values as bytes in chunks. No value is cut by the end of a chunk. Not thread-safe. */
final class ChunkOutput implements StateOutput {
  private final ChunkPool pool;
  private List<ByteBuffer> full = new ArrayList<>();
  private ByteBuffer chunk;

  ChunkOutput(ChunkPool pool) {
    this.pool = pool;
  }

  /** A chunk with room for so many bytes. */
  private ByteBuffer room(int bytes) {
    if (chunk == null || chunk.remaining() < bytes) {
      if (chunk != null) {
        full.add(chunk.flip());
      }
      chunk = pool.take();
    }
    return chunk;
  }

  @Override
  public void writeInt(int value) {
    room(Integer.BYTES).putInt(value);
  }

  @Override
  public void writeLong(long value) {
    room(Long.BYTES).putLong(value);
  }

  @Override
  public void writeDouble(double value) {
    room(Double.BYTES).putDouble(value);
  }

  @Override
  public void writeInts(int[] values, int from, int count) {
    for (int at = from; at < from + count; ) {
      ByteBuffer to = room(Integer.BYTES);
      int some = Math.min(from + count - at, to.remaining() / Integer.BYTES);
      to.asIntBuffer().put(values, at, some);
      to.position(to.position() + some * Integer.BYTES);
      at += some;
    }
  }

  @Override
  public void writeFloats(float[] values, int from, int count) {
    for (int at = from; at < from + count; ) {
      ByteBuffer to = room(Float.BYTES);
      int some = Math.min(from + count - at, to.remaining() / Float.BYTES);
      to.asFloatBuffer().put(values, at, some);
      to.position(to.position() + some * Float.BYTES);
      at += some;
    }
  }

  @Override
  public void writeDoubles(double[] values, int from, int count) {
    for (int at = from; at < from + count; ) {
      ByteBuffer to = room(Double.BYTES);
      int some = Math.min(from + count - at, to.remaining() / Double.BYTES);
      to.asDoubleBuffer().put(values, at, some);
      to.position(to.position() + some * Double.BYTES);
      at += some;
    }
  }

  void writeFlag(boolean value) {
    writeInt(value ? 1 : 0);
  }

  void writeInstant(Instant value) {
    writeLong(value.getEpochSecond());
    writeInt(value.getNano());
  }

  /** A length, then the values; a length of -1 for null. */
  void writeFloats(float[] values) {
    writeInt(values == null ? -1 : values.length);
    if (values != null) {
      writeFloats(values, 0, values.length);
    }
  }

  /** As {@link #writeFloats(float[])}. */
  void writeDoubles(double[] values) {
    writeInt(values == null ? -1 : values.length);
    if (values != null) {
      writeDoubles(values, 0, values.length);
    }
  }

  /** As {@link #writeFloats(float[])}. */
  void writeInts(int[] values) {
    writeInt(values == null ? -1 : values.length);
    if (values != null) {
      writeInts(values, 0, values.length);
    }
  }

  /** As {@link #writeFloats(float[])}. */
  void writeBytes(byte[] values) {
    writeInt(values == null ? -1 : values.length);
    for (int at = 0; values != null && at < values.length; ) {
      ByteBuffer to = room(1);
      int some = Math.min(values.length - at, to.remaining());
      to.put(values, at, some);
      at += some;
    }
  }

  void writeText(String text) {
    writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The chunks written, unsealed, which are the caller's to give back; begins anew. */
  List<ByteBuffer> finish() {
    room(0);
    full.add(chunk.flip());
    List<ByteBuffer> done = full;
    full = new ArrayList<>();
    chunk = null;
    return done;
  }

  /** Gives back what was written. */
  void discard() {
    finish().forEach(pool::give);
  }
}
