package org.bayesagg.client;

import java.util.List;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;

/** Reads the announced tensors of one message from the chunks that follow it, as they come. */
final class TensorAssembly {
  private final long sequence;
  private final List<Tensor> tensors;
  private final ArrayReader[] readers;
  private int current;

  /**
   * Starts behind a message.
   *
   * @param tensors all tensors of the message in the contract's order
   */
  TensorAssembly(long sequence, List<Tensor> tensors) {
    this.sequence = sequence;
    this.tensors = tensors;
    readers = new ArrayReader[tensors.size()];
    for (int i = 0; i < readers.length; i++) {
      if (tensors.get(i).getData().isEmpty()) {
        readers[i] = new ArrayReader(tensors.get(i));
      }
    }
    seek();
  }

  /** Whether every tensor has its data. */
  boolean complete() {
    return current == readers.length;
  }

  /**
   * Takes the next chunk.
   *
   * @throws ProtocolException where it is not the one that must come next
   */
  void accept(TensorChunk chunk) {
    int come = complete() ? 0 : readers[current].come();
    if (complete()
        || chunk.getSequence() != sequence
        || chunk.getTensor() != current
        || chunk.getOffset() != come
        || chunk.getData().isEmpty()
        || chunk.getData().size() > readers[current].bytes() - come) {
      throw new ProtocolException(
          "chunk (sequence %d, tensor %d, offset %d, %d bytes) where (sequence %d, tensor %d, offset %d) was due"
              .formatted(
                  chunk.getSequence(),
                  chunk.getTensor(),
                  chunk.getOffset(),
                  chunk.getData().size(),
                  sequence,
                  current,
                  come));
    }
    readers[current].accept(chunk.getData());
    seek();
  }

  /**
   * The arrays of all tensors in their order; complete.
   *
   * @throws ProtocolException where a tensor that the message carries is malformed
   */
  List<DenseArray> arrays() {
    DenseArray[] arrays = new DenseArray[readers.length];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = readers[i] == null ? TensorDecoder.decode(tensors.get(i)) : readers[i].array();
    }
    return List.of(arrays);
  }

  /** Moves to the next announced tensor. */
  private void seek() {
    while (!complete() && (readers[current] == null || readers[current].complete())) {
      current++;
    }
  }
}
