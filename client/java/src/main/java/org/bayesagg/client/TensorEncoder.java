package org.bayesagg.client;

import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.Tensor;

/** Arrays to tensors, with one copy: into the little-endian bytes that the message then owns. */
final class TensorEncoder {
  private TensorEncoder() {}

  static Tensor floats(float[] values, ElementType type, long... shape) {
    return switch (type) {
      case F32 -> {
        ByteBuffer bytes = allocate(values.length, Float.BYTES);
        bytes.asFloatBuffer().put(values);
        yield tensor(DataType.DATA_TYPE_F32, bytes, shape);
      }
      case F16 -> {
        ByteBuffer bytes = allocate(values.length, Short.BYTES);
        ShortBuffer halves = bytes.asShortBuffer();
        for (float value : values) {
          halves.put(HalfFloats.toFloat16(value));
        }
        yield tensor(DataType.DATA_TYPE_F16, bytes, shape);
      }
      case BF16 -> {
        ByteBuffer bytes = allocate(values.length, Short.BYTES);
        ShortBuffer halves = bytes.asShortBuffer();
        for (float value : values) {
          halves.put(HalfFloats.toBfloat16(value));
        }
        yield tensor(DataType.DATA_TYPE_BF16, bytes, shape);
      }
      case F64 -> throw new IllegalArgumentException("F64 is for answers only");
    };
  }

  static Tensor ints(int[] values, long... shape) {
    ByteBuffer bytes = allocate(values.length, Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return tensor(DataType.DATA_TYPE_I32, bytes, shape);
  }

  static Tensor booleans(boolean[] values, long... shape) {
    ByteBuffer bytes = allocate(values.length, 1);
    for (int i = 0; i < values.length; i++) {
      bytes.put(i, (byte) (values[i] ? 1 : 0));
    }
    return tensor(DataType.DATA_TYPE_BOOL, bytes, shape);
  }

  static DataType dataType(ElementType type) {
    return DataType.valueOf("DATA_TYPE_" + type.name());
  }

  private static ByteBuffer allocate(int elements, int size) {
    return ByteBuffer.allocate(Math.multiplyExact(elements, size)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Tensor tensor(DataType type, ByteBuffer bytes, long... shape) {
    Tensor.Builder tensor =
        Tensor.newBuilder().setDtype(type).setData(UnsafeByteOperations.unsafeWrap(bytes));
    for (long extent : shape) {
      tensor.addShape(extent);
    }
    return tensor.build();
  }
}
