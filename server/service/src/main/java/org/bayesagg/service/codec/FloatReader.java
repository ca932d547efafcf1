package org.bayesagg.service.codec;

import java.nio.ByteBuffer;

/** Reads any element type as {@code float}: F64 is rounded, integers and truth values converted. */
final class FloatReader extends TensorReader {
  private float[] values;

  FloatReader(TensorHeader header) {
    super(header);
  }

  /** The elements, row-major; complete once the reader is. */
  float[] values() {
    return values;
  }

  @Override
  void allocate(int elements) {
    values = new float[elements];
  }

  @Override
  void read(ByteBuffer bytes, int at, int count) {
    switch (header().type()) {
      case F32 -> bytes.asFloatBuffer().get(values, at, count);
      case F64 -> readDoubles(bytes, at, count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          values[at + i] = HalfFloats.fromF16(bytes.getShort(2 * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          values[at + i] = HalfFloats.fromBf16(bytes.getShort(2 * i));
        }
      }
      case I32 -> {
        for (int i = 0; i < count; i++) {
          values[at + i] = bytes.getInt(4 * i);
        }
      }
      case I64 -> {
        for (int i = 0; i < count; i++) {
          values[at + i] = bytes.getLong(8 * i);
        }
      }
      case BOOL -> {
        for (int i = 0; i < count; i++) {
          values[at + i] = truth(bytes.get(i), at + i);
        }
      }
    }
  }

  private void readDoubles(ByteBuffer bytes, int at, int count) {
    for (int i = 0; i < count; i++) {
      double value = bytes.getDouble(8 * i);
      values[at + i] = (float) value;
      if (Float.isInfinite(values[at + i]) && !Double.isInfinite(value)) {
        wrong(at + i, String.valueOf(value), "a number that float32 can hold");
      }
    }
  }

  private float truth(byte value, int at) {
    if ((value & 0xfe) != 0) {
      wrong(at, "byte " + (value & 0xff), "0 or 1");
    }
    return value;
  }
}
