package org.bayesagg.service.grpc;

import com.google.common.collect.Iterators;
import java.util.Iterator;
import org.bayesagg.service.codec.AnswerEncoder;
import org.bayesagg.service.codec.TensorPlacement;
import org.bayesagg.service.metrics.PhaseMetrics;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.tracing.Trace;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.StepOutputs;
import org.bayesagg.v1.StreamedAnswer;

/** An answer and what it takes to encode it. */
record EncodableAnswer(Answer answer, Recipe recipe) {

  /**
   * How an answer is encoded.
   *
   * @param encoder of the session
   * @param outputs what the request asked for
   * @param examples n of the request
   * @param decodeNanos time that decoding the request took
   * @param phases told how long encoding takes
   * @param trace told the same
   */
  record Recipe(
      AnswerEncoder encoder,
      StepOutputs outputs,
      int examples,
      long decodeNanos,
      PhaseMetrics phases,
      Trace trace) {}

  /** The answer as one message. */
  AggregateResponse message(long maxBytes) {
    return encode(TensorPlacement.unary(maxBytes));
  }

  /** The answer as frames of a stream: a header, then the chunks of its announced tensors. */
  Iterator<AggregateStreamResponse> frames(long sequence) {
    TensorPlacement placement = TensorPlacement.streamed();
    StreamedAnswer header =
        StreamedAnswer.newBuilder().setSequence(sequence).setResponse(encode(placement)).build();
    return Iterators.concat(
        Iterators.singletonIterator(AggregateStreamResponse.newBuilder().setAnswer(header).build()),
        Iterators.transform(
            placement.chunks(sequence),
            chunk -> AggregateStreamResponse.newBuilder().setChunk(chunk).build()));
  }

  private AggregateResponse encode(TensorPlacement placement) {
    long start = System.nanoTime();
    AggregateResponse message =
        recipe
            .encoder()
            .encode(answer, recipe.outputs(), recipe.examples(), recipe.decodeNanos(), placement);
    recipe.phases().encode(System.nanoTime() - start);
    recipe.trace().encoded(start);
    return message;
  }
}
