package org.bayesagg.service.codec;

import java.nio.ByteBuffer;

/** Reads I32 or I64 as classes. Whether each is below the number of classes the maths checks. */
final class ClassReader extends TensorReader {
  private int[] values;

  ClassReader(TensorHeader header) {
    super(header);
  }

  /** The elements; complete once the reader is. */
  int[] values() {
    return values;
  }

  @Override
  void allocate(int elements) {
    values = new int[elements];
  }

  @Override
  void read(ByteBuffer bytes, int at, int count) {
    if (header().type() == ElementType.I32) {
      bytes.asIntBuffer().get(values, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      long value = bytes.getLong(8 * i);
      values[at + i] = (int) value;
      if (values[at + i] != value) {
        // Cut to 32 bits it could look like a class.
        values[at + i] = -1;
        wrong(at + i, String.valueOf(value), "a class from 0");
      }
    }
  }
}
