package org.bayesagg.client;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.Tensor;

/**
 * Fills an array with a tensor's elements from its bytes, with one copy. The bytes may come in
 * pieces that end anywhere, even within an element; the array is made when the first one comes.
 */
final class ArrayReader {
  private final DataType type;
  private final int[] shape;
  private final int width;
  private final int bytes;
  private final ByteBuffer split = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
  private FloatBuffer floats;
  private DoubleBuffer doubles;
  private int come;

  /**
   * A reader of a tensor's bytes; those that it carries itself are not read.
   *
   * @throws ProtocolException where no array can have its shape and type
   */
  ArrayReader(Tensor tensor) {
    type = tensor.getDtype();
    bytes = TensorDecoder.byteCount(tensor);
    width = TensorDecoder.elementSize(type);
    shape = tensor.getShapeList().stream().mapToInt(Math::toIntExact).toArray();
  }

  /** Bytes of all elements. */
  int bytes() {
    return bytes;
  }

  /** Bytes that have come. */
  int come() {
    return come;
  }

  boolean complete() {
    return come == bytes;
  }

  /** Takes the next bytes, no more than are still to come. */
  void accept(ByteString data) {
    if (come == 0) {
      allocate();
    }
    come += data.size();
    for (ByteBuffer piece : data.asReadOnlyByteBufferList()) {
      accept(piece);
    }
  }

  /** The array; complete. */
  DenseArray array() {
    return doubles != null
        ? DenseArray.of(doubles.array(), shape)
        : DenseArray.of(floats.array(), shape);
  }

  private void allocate() {
    switch (type) {
      case DATA_TYPE_F64 -> doubles = DoubleBuffer.allocate(bytes / width);
      case DATA_TYPE_F32, DATA_TYPE_F16, DATA_TYPE_BF16 ->
          floats = FloatBuffer.allocate(bytes / width);
      default -> throw new ProtocolException("an answer with a tensor of " + type);
    }
  }

  private void accept(ByteBuffer piece) {
    while (split.position() > 0 && piece.hasRemaining()) {
      split.put(piece.get());
      if (split.position() == width) {
        read(split.flip());
        split.clear();
      }
    }
    int whole = piece.remaining() / width * width;
    read(piece.slice(piece.position(), whole).order(ByteOrder.LITTLE_ENDIAN));
    split.put(piece.position(piece.position() + whole));
  }

  private void read(ByteBuffer elements) {
    switch (type) {
      case DATA_TYPE_F64 -> doubles.put(elements.asDoubleBuffer());
      case DATA_TYPE_F32 -> floats.put(elements.asFloatBuffer());
      case DATA_TYPE_F16 -> {
        ShortBuffer halves = elements.asShortBuffer();
        while (halves.hasRemaining()) {
          floats.put(HalfFloats.fromFloat16(halves.get()));
        }
      }
      default -> {
        ShortBuffer halves = elements.asShortBuffer();
        while (halves.hasRemaining()) {
          floats.put(HalfFloats.fromBfloat16(halves.get()));
        }
      }
    }
  }
}
