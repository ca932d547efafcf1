package org.bayesagg.client;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.List;
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
    int width = elementSize(tensor.getDtype());
    if (tensor.getDtype() == DataType.DATA_TYPE_F64) {
      DoubleBuffer values = DoubleBuffer.allocate(bytes / width);
      pieces(tensor.getData(), width).forEach(piece -> values.put(piece.asDoubleBuffer()));
      return DenseArray.of(values.array(), shape);
    }
    FloatBuffer values = FloatBuffer.allocate(bytes / width);
    for (ByteBuffer piece : pieces(tensor.getData(), width)) {
      read(tensor.getDtype(), piece, values);
    }
    return DenseArray.of(values.array(), shape);
  }

  private static void read(DataType type, ByteBuffer piece, FloatBuffer values) {
    switch (type) {
      case DATA_TYPE_F32 -> values.put(piece.asFloatBuffer());
      case DATA_TYPE_F16 -> {
        ShortBuffer halves = piece.asShortBuffer();
        while (halves.hasRemaining()) {
          values.put(HalfFloats.fromFloat16(halves.get()));
        }
      }
      case DATA_TYPE_BF16 -> {
        ShortBuffer halves = piece.asShortBuffer();
        while (halves.hasRemaining()) {
          values.put(HalfFloats.fromBfloat16(halves.get()));
        }
      }
      default -> throw new ProtocolException("an answer with a tensor of " + type);
    }
  }

  /** The bytes where they lie, or copied to one piece where an element spans two. */
  private static List<ByteBuffer> pieces(ByteString data, int width) {
    List<ByteBuffer> pieces = data.asReadOnlyByteBufferList();
    if (pieces.stream().anyMatch(piece -> piece.remaining() % width != 0)) {
      pieces = List.of(data.asReadOnlyByteBuffer());
    }
    return pieces.stream().map(piece -> piece.order(ByteOrder.LITTLE_ENDIAN)).toList();
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
