package org.bayesagg.client;

import com.google.protobuf.ByteString;

/**
 * A large array on its way out. Its bytes are made a chunk at a time by whoever needs the chunk
 * first, so that the first ones travel while the last ones are made. Thread-safe.
 */
final class OutgoingArray {
  /** The contract's advice; whole elements of every type. */
  static final int CHUNK_BYTES = 1 << 20;

  private final ElementType type;
  private final int bytes;
  private final ByteString[] chunks;
  private float[] values;
  private int missing;

  /** Reads {@code values} until {@link #encodeAll} has returned. */
  OutgoingArray(float[] values, ElementType type) {
    this.type = type;
    this.values = values;
    bytes = Math.multiplyExact(values.length, TensorEncoder.size(type));
    missing = (bytes - 1) / CHUNK_BYTES + 1;
    chunks = new ByteString[missing];
  }

  /** Bytes of all elements. */
  int bytes() {
    return bytes;
  }

  /** The bytes from {@code index * CHUNK_BYTES} on, as many as a chunk holds. */
  synchronized ByteString chunk(int index) {
    if (chunks[index] == null) {
      int size = TensorEncoder.size(type);
      int from = index * (CHUNK_BYTES / size);
      int count = Math.min(CHUNK_BYTES / size, values.length - from);
      chunks[index] = TensorEncoder.bytes(values, from, count, type);
      if (--missing == 0) {
        values = null;
      }
    }
    return chunks[index];
  }

  /** Makes what nobody has needed yet; the array is the caller's again. */
  void encodeAll() {
    for (int i = 0; i < chunks.length; i++) {
      chunk(i);
    }
  }

  /** All bytes, the chunks joined and not copied. */
  ByteString whole() {
    ByteString all = ByteString.EMPTY;
    for (int i = 0; i < chunks.length; i++) {
      all = all.concat(chunk(i));
    }
    return all;
  }
}
