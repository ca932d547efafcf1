package org.bayesagg.service.codec;

import com.google.protobuf.ByteString;

/**
 * A tensor whose form has been checked: dtype, shape and number of bytes belong together and fit
 * the field. Nothing has been allocated for it.
 *
 * @param field where it stands in the request
 * @param task the name of its task; empty where it has none
 * @param type how its elements are encoded
 * @param shape every extent at least 1
 * @param elements their product; fits an array
 * @param data its bytes, or none where they follow in chunks
 */
record TensorHeader(
    String field, String task, ElementType type, long[] shape, int elements, ByteString data) {

  /** Bytes of all elements. */
  long bytes() {
    return (long) elements * type.bytes();
  }

  /** Whether the bytes follow in chunks. */
  boolean announced() {
    return data.isEmpty();
  }
}
