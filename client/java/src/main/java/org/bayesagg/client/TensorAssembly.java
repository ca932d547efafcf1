package org.bayesagg.client;

import com.google.protobuf.ByteString;
import java.util.List;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;

/**
 * Fills the announced tensors of one message from the chunks that follow it. Chunks are joined, not
 * copied.
 */
final class TensorAssembly {
  private final long sequence;
  private final List<Tensor.Builder> tensors;
  private int current;
  private ByteString come = ByteString.EMPTY;
  private int size;

  /**
   * Starts behind a message.
   *
   * @param tensors all tensors of the message in the contract's order; filled in place
   */
  TensorAssembly(long sequence, List<Tensor.Builder> tensors) {
    this.sequence = sequence;
    this.tensors = tensors;
    seek();
  }

  /** Whether every tensor has its data. */
  boolean complete() {
    return current == tensors.size();
  }

  /**
   * Takes the next chunk.
   *
   * @throws ProtocolException where it is not the one that must come next
   */
  void accept(TensorChunk chunk) {
    if (complete()
        || chunk.getSequence() != sequence
        || chunk.getTensor() != current
        || chunk.getOffset() != come.size()
        || chunk.getData().isEmpty()
        || chunk.getData().size() > size - come.size()) {
      throw new ProtocolException(
          "chunk (sequence %d, tensor %d, offset %d, %d bytes) where (sequence %d, tensor %d, offset %d) was due"
              .formatted(
                  chunk.getSequence(),
                  chunk.getTensor(),
                  chunk.getOffset(),
                  chunk.getData().size(),
                  sequence,
                  current,
                  come.size()));
    }
    come = come.concat(chunk.getData());
    if (come.size() == size) {
      tensors.get(current).setData(come);
      current++;
      seek();
    }
  }

  /** Moves to the next announced tensor. */
  private void seek() {
    while (current < tensors.size() && !tensors.get(current).getData().isEmpty()) {
      current++;
    }
    size = complete() ? 0 : TensorDecoder.byteCount(tensors.get(current).build());
    come = ByteString.EMPTY;
  }
}
