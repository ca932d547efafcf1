package org.bayesagg.client;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import org.bayesagg.transport.FrameMarshaller;
import org.bayesagg.transport.ReceivedFrame;
import org.bayesagg.transport.SharingMarshaller;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.AggregationServiceGrpc;

/** The methods that take contributions, with answers whose bytes are not copied out. */
final class StepMethods {
  static final MethodDescriptor<AggregateRequest, AggregateResponse> UNARY =
      shared(AggregationServiceGrpc.getAggregateMethod(), AggregateResponse.parser());

  static final MethodDescriptor<AggregateStreamRequest, ReceivedFrame<AggregateStreamResponse>>
      STREAM = framed(AggregationServiceGrpc.getAggregateStreamMethod());

  private StepMethods() {}

  private static <Q, A extends Message> MethodDescriptor<Q, A> shared(
      MethodDescriptor<Q, A> plain, Parser<A> parser) {
    return plain.toBuilder(
            plain.getRequestMarshaller(),
            new SharingMarshaller<>(plain.getResponseMarshaller(), parser))
        .build();
  }

  private static MethodDescriptor<AggregateStreamRequest, ReceivedFrame<AggregateStreamResponse>>
      framed(MethodDescriptor<AggregateStreamRequest, AggregateStreamResponse> plain) {
    return plain.toBuilder(
            plain.getRequestMarshaller(),
            new FrameMarshaller<>(
                plain.getResponseMarshaller(),
                AggregateStreamResponse.parser(),
                AggregateStreamResponse::hasChunk))
        .build();
  }
}
