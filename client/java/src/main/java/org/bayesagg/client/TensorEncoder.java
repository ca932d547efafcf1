package org.bayesagg.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.Tensor;

/** Arrays to tensors, with one copy: into the little-endian bytes that the message then owns. */
final class TensorEncoder {
  private TensorEncoder() {}

  static Tensor floats(float[] values, ElementType type, long... shape) {
    return announcement(type, shape).setData(bytes(values, 0, values.length, type)).build();
  }

  /** A tensor whose bytes follow. */
  static Tensor announced(ElementType type, long... shape) {
    return announcement(type, shape).build();
  }

  /** Bytes of one element on the wire. */
  static int size(ElementType type) {
    return switch (type) {
      case F32 -> Float.BYTES;
      case F16, BF16 -> Short.BYTES;
      case F64 -> throw new IllegalArgumentException("F64 is for answers only");
    };
  }

  /** The bytes of {@code count} values. */
  static ByteString bytes(float[] values, int from, int count, ElementType type) {
    ByteBuffer bytes = allocate(count, size(type));
    switch (type) {
      case F32 -> bytes.asFloatBuffer().put(values, from, count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          bytes.putShort(Short.BYTES * i, HalfFloats.toFloat16(values[from + i]));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          bytes.putShort(Short.BYTES * i, HalfFloats.toBfloat16(values[from + i]));
        }
      }
    }
    return UnsafeByteOperations.unsafeWrap(bytes);
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
    return announcement(type, shape).setData(UnsafeByteOperations.unsafeWrap(bytes)).build();
  }

  private static Tensor.Builder announcement(ElementType type, long... shape) {
    return announcement(dataType(type), shape);
  }

  private static Tensor.Builder announcement(DataType type, long... shape) {
    Tensor.Builder tensor = Tensor.newBuilder().setDtype(type);
    for (long extent : shape) {
      tensor.addShape(extent);
    }
    return tensor;
  }
}
