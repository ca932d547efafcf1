package org.bayesagg.math.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A state in memory, of any size: written once, read as often as one likes. */
public final class StateCopy implements StateOutput {
  private static final int PIECE = 1 << 20;

  private final List<ByteBuffer> pieces = new ArrayList<>();
  private ByteBuffer last = ByteBuffer.allocate(0);

  /** Bytes that have been written, up to the last piece's end. */
  public long bytes() {
    return (long) pieces.size() * PIECE;
  }

  private ByteBuffer room(int bytes) {
    if (last.remaining() < bytes) {
      last = ByteBuffer.allocate(PIECE);
      pieces.add(last);
    }
    return last;
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
    for (int i = from; i < from + count; i++) {
      writeInt(values[i]);
    }
  }

  @Override
  public void writeFloats(float[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      room(Float.BYTES).putFloat(values[i]);
    }
  }

  @Override
  public void writeDoubles(double[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      writeDouble(values[i]);
    }
  }

  /** Reads it from the start. */
  public StateInput input() {
    return new Input(pieces);
  }

  /** What a value's place in a piece depends on is the same in reading as it was in writing. */
  private static final class Input implements StateInput {
    private final List<ByteBuffer> pieces;
    private ByteBuffer current = ByteBuffer.allocate(0);
    private int next;

    Input(List<ByteBuffer> pieces) {
      this.pieces = pieces;
    }

    private ByteBuffer at(int bytes) {
      if (current.remaining() < bytes) {
        if (next == pieces.size()) {
          throw new CorruptStateException("the copy of a state ends too soon");
        }
        current = pieces.get(next++).duplicate();
        current.flip().limit(current.capacity());
      }
      return current;
    }

    @Override
    public long remaining() {
      return Long.MAX_VALUE;
    }

    @Override
    public int readInt() {
      return at(Integer.BYTES).getInt();
    }

    @Override
    public long readLong() {
      return at(Long.BYTES).getLong();
    }

    @Override
    public double readDouble() {
      return at(Double.BYTES).getDouble();
    }

    @Override
    public void readInts(int[] to, int from, int count) {
      for (int i = from; i < from + count; i++) {
        to[i] = readInt();
      }
    }

    @Override
    public void readFloats(float[] to, int from, int count) {
      for (int i = from; i < from + count; i++) {
        to[i] = at(Float.BYTES).getFloat();
      }
    }

    @Override
    public void readDoubles(double[] to, int from, int count) {
      for (int i = from; i < from + count; i++) {
        to[i] = readDouble();
      }
    }
  }
}
