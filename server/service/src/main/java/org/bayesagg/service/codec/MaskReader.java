package org.bayesagg.service.codec;

import java.nio.ByteBuffer;

/** Reads truth values, one byte each. */
final class MaskReader extends TensorReader {
  private byte[] values;

  MaskReader(TensorHeader header) {
    super(header);
  }

  /** The elements, 0 or 1; complete once the reader is. */
  byte[] values() {
    return values;
  }

  @Override
  void allocate(int elements) {
    values = new byte[elements];
  }

  @Override
  void read(ByteBuffer bytes, int at, int count) {
    bytes.get(0, values, at, count);
    for (int i = at; i < at + count; i++) {
      if ((values[i] & 0xfe) != 0) {
        wrong(i, "byte " + (values[i] & 0xff), "0 or 1");
      }
    }
  }
}
