package org.bayesagg.client;

import org.bayesagg.v1.AggregateResponse;

/**
 * An answer that came by the stream.
 *
 * @param response the message, with or without the bytes of its tensors
 * @param tensors what they hold; complete
 */
record StreamedResponse(AggregateResponse response, TensorAssembly tensors) {
  /**
   * The answer's value.
   *
   * @throws ProtocolException where a tensor is malformed
   */
  StepAnswer toAnswer() {
    return AnswerDecoder.answer(response, tensors.arrays().iterator());
  }
}
