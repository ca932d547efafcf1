package org.bayesagg.client;

import com.google.protobuf.UnsafeByteOperations;
import java.util.List;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;

/** Fills the announced tensors of one message from the chunks that follow it. */
final class TensorAssembly {
  private final long sequence;
  private final List<Tensor.Builder> tensors;
  private int current;
  private byte[] bytes;
  private int filled;

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
        || chunk.getOffset() != filled
        || chunk.getData().isEmpty()
        || chunk.getData().size() > bytes.length - filled) {
      throw new ProtocolException(
          "chunk (sequence %d, tensor %d, offset %d, %d bytes) where (sequence %d, tensor %d, offset %d) was due"
              .formatted(
                  chunk.getSequence(),
                  chunk.getTensor(),
                  chunk.getOffset(),
                  chunk.getData().size(),
                  sequence,
                  current,
                  filled));
    }
    chunk.getData().copyTo(bytes, filled);
    filled += chunk.getData().size();
    if (filled == bytes.length) {
      tensors.get(current).setData(UnsafeByteOperations.unsafeWrap(bytes));
      current++;
      seek();
    }
  }

  /** Moves to the next announced tensor. */
  private void seek() {
    while (current < tensors.size() && !tensors.get(current).getData().isEmpty()) {
      current++;
    }
    bytes = complete() ? null : new byte[TensorDecoder.byteCount(tensors.get(current).build())];
    filled = 0;
  }
}
