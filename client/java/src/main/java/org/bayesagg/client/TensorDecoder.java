package org.bayesagg.client;

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
    ArrayReader reader = new ArrayReader(tensor);
    if (tensor.getData().size() != reader.bytes()) {
      throw new ProtocolException(
          "a tensor of shape "
              + tensor.getShapeList()
              + " came with "
              + tensor.getData().size()
              + " bytes instead of "
              + reader.bytes());
    }
    reader.accept(tensor.getData());
    return reader.array();
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

  /** Bytes of one element. */
  static int elementSize(DataType type) {
    return switch (type) {
      case DATA_TYPE_F64, DATA_TYPE_I64 -> 8;
      case DATA_TYPE_F32, DATA_TYPE_I32 -> 4;
      case DATA_TYPE_F16, DATA_TYPE_BF16 -> 2;
      case DATA_TYPE_BOOL -> 1;
      default -> throw new ProtocolException("a tensor of type " + type);
    };
  }
}
