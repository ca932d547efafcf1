package org.bayesagg.math.state;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A state in memory: written once, read as often as one likes. */
public final class StateBytes implements StateOutput {
  private ByteBuffer buffer = ByteBuffer.allocate(1 << 10).order(ByteOrder.LITTLE_ENDIAN);

  /** What has been written; the caller's own. */
  public byte[] bytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** Reads these bytes. */
  public static StateInput input(byte[] bytes) {
    return new Input(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int capacity = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
      buffer = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
    }
    return buffer;
  }

  private void moved(int bytes) {
    buffer.position(buffer.position() + bytes);
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
    room(Integer.BYTES * count).asIntBuffer().put(values, from, count);
    moved(Integer.BYTES * count);
  }

  @Override
  public void writeFloats(float[] values, int from, int count) {
    room(Float.BYTES * count).asFloatBuffer().put(values, from, count);
    moved(Float.BYTES * count);
  }

  @Override
  public void writeDoubles(double[] values, int from, int count) {
    room(Double.BYTES * count).asDoubleBuffer().put(values, from, count);
    moved(Double.BYTES * count);
  }

  private record Input(ByteBuffer buffer) implements StateInput {
    private ByteBuffer next(int bytes) {
      if (buffer.remaining() < bytes) {
        throw new CorruptStateException("the state ends", new BufferUnderflowException());
      }
      ByteBuffer next = buffer.slice(buffer.position(), bytes).order(buffer.order());
      buffer.position(buffer.position() + bytes);
      return next;
    }

    @Override
    public long remaining() {
      return buffer.remaining();
    }

    @Override
    public int readInt() {
      return next(Integer.BYTES).getInt();
    }

    @Override
    public long readLong() {
      return next(Long.BYTES).getLong();
    }

    @Override
    public double readDouble() {
      return next(Double.BYTES).getDouble();
    }

    @Override
    public void readInts(int[] to, int from, int count) {
      next(Integer.BYTES * count).asIntBuffer().get(to, from, count);
    }

    @Override
    public void readFloats(float[] to, int from, int count) {
      next(Float.BYTES * count).asFloatBuffer().get(to, from, count);
    }

    @Override
    public void readDoubles(double[] to, int from, int count) {
      next(Double.BYTES * count).asDoubleBuffer().get(to, from, count);
    }
  }
}
