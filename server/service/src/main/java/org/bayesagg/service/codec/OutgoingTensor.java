package org.bayesagg.service.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bayesagg.v1.Tensor;

/**
 * A tensor on its way out: an array that is encoded whole or piece by piece, each piece once. The
 * array is shared and never modified.
 */
final class OutgoingTensor {
  private final ElementType type;
  private final long[] shape;
  private final float[] floats;
  private final double[] doubles;

  private OutgoingTensor(ElementType type, long[] shape, float[] floats, double[] doubles) {
    int length = floats == null ? doubles.length : floats.length;
    if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != length) {
      throw new IllegalArgumentException(length + " elements as " + Extents.format(shape));
    }
    this.type = type;
    this.shape = shape;
    this.floats = floats;
    this.doubles = doubles;
  }

  /** Floats, row-major, sent as one of the real types. */
  static OutgoingTensor of(ElementType type, float[] values, long... shape) {
    return new OutgoingTensor(type, shape, values, null);
  }

  /** Doubles, row-major, sent as F64. */
  static OutgoingTensor of(double[] values, long... shape) {
    return new OutgoingTensor(ElementType.F64, shape, null, values);
  }

  /** Bytes of all elements. */
  long bytes() {
    return (long) (floats == null ? doubles.length : floats.length) * type.bytes();
  }

  /** Dtype and shape without the bytes. */
  Tensor announce() {
    Tensor.Builder tensor = Tensor.newBuilder().setDtype(type.wire());
    for (long extent : shape) {
      tensor.addShape(extent);
    }
    return tensor.build();
  }

  /** The tensor with its bytes. */
  Tensor carry() {
    return announce().toBuilder().setData(encode(0, (int) bytes())).build();
  }

  /** Bytes of whole elements: {@code offset} and {@code length} are multiples of their size. */
  ByteString encode(long offset, int length) {
    int from = (int) (offset / type.bytes());
    int count = length / type.bytes();
    byte[] encoded = new byte[length];
    ByteBuffer buffer = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    if (doubles != null) {
      buffer.asDoubleBuffer().put(doubles, from, count);
    } else {
      encodeFloats(buffer, from, count);
    }
    return UnsafeByteOperations.unsafeWrap(encoded);
  }

  private void encodeFloats(ByteBuffer buffer, int from, int count) {
    switch (type) {
      case F32 -> buffer.asFloatBuffer().put(floats, from, count);
      case F64 -> {
        for (int i = 0; i < count; i++) {
          buffer.putDouble(8 * i, floats[from + i]);
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          buffer.putShort(2 * i, HalfFloats.toF16(floats[from + i]));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          buffer.putShort(2 * i, HalfFloats.toBf16(floats[from + i]));
        }
      }
      default -> throw new IllegalStateException("answers have no tensors of " + type);
    }
  }
}
