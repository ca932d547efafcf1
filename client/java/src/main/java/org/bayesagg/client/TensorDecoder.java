package org.bayesagg.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.Tensor;

/** Tensors of an answer to arrays, with one copy. */
final class TensorDecoder {
  private TensorDecoder() {}

  /**
   * The tensor's elements.
   *
   * @throws ProtocolException where shape, type and bytes do not agree
   */
  static DenseArray decode(Tensor tensor) {
    int bytes = byteCount(tensor);
    if (tensor.getData().size() != bytes) {
      throw new ProtocolException(
          "a tensor of shape "
              + tensor.getShapeList()
              + " came with "
              + tensor.getData().size()
              + " bytes instead of "
              + bytes);
    }
    int[] shape = tensor.getShapeList().stream().mapToInt(Math::toIntExact).toArray();
    ByteBuffer data = tensor.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (tensor.getDtype() == DataType.DATA_TYPE_F64) {
      double[] values = new double[bytes / Double.BYTES];
      data.asDoubleBuffer().get(values);
      return DenseArray.of(values, shape);
    }
    float[] values = new float[bytes / elementSize(tensor.getDtype())];
    switch (tensor.getDtype()) {
      case DATA_TYPE_F32 -> data.asFloatBuffer().get(values);
      case DATA_TYPE_F16 -> {
        ShortBuffer halves = data.asShortBuffer();
        for (int i = 0; i < values.length; i++) {
          values[i] = HalfFloats.fromFloat16(halves.get(i));
        }
      }
      case DATA_TYPE_BF16 -> {
        ShortBuffer halves = data.asShortBuffer();
        for (int i = 0; i < values.length; i++) {
          values[i] = HalfFloats.fromBfloat16(halves.get(i));
        }
      }
      default -> throw new ProtocolException("an answer with a tensor of " + tensor.getDtype());
    }
    return DenseArray.of(values, shape);
  }

  /** The bytes that a tensor's shape and type ask for, at most 2 GiB. */
  static int byteCount(Tensor tensor) {
    try {
      long bytes = elementSize(tensor.getDtype());
      for (long extent : tensor.getShapeList()) {
        bytes = Math.multiplyExact(bytes, extent);
      }
      if (bytes > 0) {
        return Math.toIntExact(bytes);
      }
    } catch (ArithmeticException e) {
      // Falls through to the same complaint.
    }
    throw new ProtocolException("a tensor of shape " + tensor.getShapeList() + " cannot be held");
  }

  private static int elementSize(DataType type) {
    return switch (type) {
      case DATA_TYPE_F64, DATA_TYPE_I64 -> 8;
      case DATA_TYPE_F32, DATA_TYPE_I32 -> 4;
      case DATA_TYPE_F16, DATA_TYPE_BF16 -> 2;
      case DATA_TYPE_BOOL -> 1;
      default -> throw new ProtocolException("a tensor of type " + type);
    };
  }
}
