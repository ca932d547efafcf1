package org.bayesagg.service.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bayesagg.math.spec.Violation;

/**
 * Fills an array with a tensor's elements from its bytes, which may come in pieces that end
 * anywhere, even within an element. The array is allocated when the first byte comes.
 */
abstract class TensorReader {
  private final TensorHeader header;
  private final ByteBuffer split = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
  private long received;
  private int element;
  private FieldViolation problem;

  TensorReader(TensorHeader header) {
    this.header = header;
  }

  final TensorHeader header() {
    return header;
  }

  /** Bytes taken so far. */
  final long received() {
    return received;
  }

  final boolean isComplete() {
    return received == header.bytes();
  }

  /** The first element that is no value of the field, or null. */
  final FieldViolation problem() {
    return problem;
  }

  /** Takes the next bytes, no more than are still to come. */
  final void accept(ByteBuffer piece) {
    if (received == 0) {
      allocate(header.elements());
    }
    received += piece.remaining();
    int width = header.type().bytes();
    while (split.position() > 0 && piece.hasRemaining()) {
      split.put(piece.get());
      if (split.position() == width) {
        read(split.flip(), element++, 1);
        split.clear();
      }
    }
    int whole = piece.remaining() / width;
    if (whole > 0) {
      ByteBuffer elements = piece.slice(piece.position(), whole * width);
      read(elements.order(ByteOrder.LITTLE_ENDIAN), element, whole);
      element += whole;
      piece.position(piece.position() + whole * width);
    }
    split.put(piece);
  }

  /** Makes room for all elements. */
  abstract void allocate(int elements);

  /** Reads {@code count} whole elements from little-endian bytes to the array from {@code at}. */
  abstract void read(ByteBuffer bytes, int at, int count);

  /** Reports an element that is no value of the field. */
  final void wrong(int at, String got, String expected) {
    if (problem == null) {
      Violation violation = new Violation(header.field(), got + " at element " + at, expected);
      problem = new FieldViolation(FieldReason.TENSOR_VALUE, header.task(), violation);
    }
  }
}
