package org.bayesagg.client;

import com.google.protobuf.ByteString;
import java.util.List;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;

/** Puts the bytes of chunks back into the tensors that announced them. */
final class JoinedChunks {
  private final List<Tensor.Builder> tensors;
  private int current;

  JoinedChunks(List<Tensor.Builder> tensors) {
    this.tensors = tensors;
    seek();
  }

  boolean complete() {
    return current == tensors.size();
  }

  void accept(TensorChunk chunk) {
    Tensor.Builder tensor = tensors.get(current);
    ByteString come = tensor.getData();
    if (chunk.getTensor() != current || chunk.getOffset() != come.size()) {
      throw new AssertionError("not the chunk that must come next: " + chunk.getOffset());
    }
    tensor.setData(come.concat(chunk.getData()));
    seek();
  }

  private void seek() {
    while (!complete()
        && tensors.get(current).getData().size()
            == TensorDecoder.byteCount(tensors.get(current).build())) {
      current++;
    }
  }
}
