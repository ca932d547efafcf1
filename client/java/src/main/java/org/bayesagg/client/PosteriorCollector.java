package org.bayesagg.client;

import java.util.List;
import org.bayesagg.v1.GetPosteriorResponse;
import org.bayesagg.v1.PosteriorHeader;

/** Puts posteriors together from their header and chunks. */
final class PosteriorCollector {
  private PosteriorHeader header;
  private TensorAssembly assembly;

  void accept(GetPosteriorResponse message) {
    if (message.hasHeader() && header == null) {
      header = message.getHeader();
      assembly = new TensorAssembly(0, AnswerDecoder.tensors(header));
    } else if (message.hasChunk() && header != null) {
      assembly.accept(message.getChunk());
    } else {
      throw new ProtocolException("posteriors are one header, then chunks");
    }
  }

  List<TaskPosterior> posteriors() {
    if (header == null || !assembly.complete()) {
      throw new ProtocolException("the posteriors ended before all their bytes had come");
    }
    return AnswerDecoder.posteriors(header, assembly.arrays().iterator());
  }
}
