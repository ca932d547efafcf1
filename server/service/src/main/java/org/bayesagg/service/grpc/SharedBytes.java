package org.bayesagg.service.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.transport.FrameMarshaller;
import org.bayesagg.transport.ReceivedFrame;
import org.bayesagg.transport.SharingMarshaller;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceImplBase;

/** The service with contributions whose bytes are not copied out of their messages. */
public final class SharedBytes {
  private SharedBytes() {}

  /**
   * The service's methods, of which no message is larger than {@code mostBytes}, those that take
   * contributions with another marshaller; it keeps no chunk's bytes after {@code onNext} of its
   * stream.
   */
  public static ServerServiceDefinition of(AggregationServiceImplBase service, int mostBytes) {
    ServerServiceDefinition plain = service.bindService();
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(plain.getServiceDescriptor().getName())
            .setSchemaDescriptor(plain.getServiceDescriptor().getSchemaDescriptor());
    for (ServerMethodDefinition<?, ?> method : plain.getMethods()) {
      String name = method.getMethodDescriptor().getFullMethodName();
      ServerMethodDefinition<?, ?> shared = method;
      if (name.equals(AggregationServiceGrpc.getAggregateMethod().getFullMethodName())) {
        shared = shared(cast(method), AggregateRequest.parser());
      } else if (name.equals(
          AggregationServiceGrpc.getAggregateStreamMethod().getFullMethodName())) {
        shared = framed(service);
      }
      shared = ReadableMessages.of(shared, mostBytes);
      methods.add(shared);
      descriptor.addMethod(shared.getMethodDescriptor());
    }
    ServerServiceDefinition.Builder result = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(result::addMethod);
    return result.build();
  }

  private static <Q extends Message, R> ServerMethodDefinition<Q, R> shared(
      ServerMethodDefinition<Q, R> method, Parser<Q> parser) {
    MethodDescriptor<Q, R> plain = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        plain.toBuilder(
                new SharingMarshaller<>(plain.getRequestMarshaller(), parser),
                plain.getResponseMarshaller())
            .build(),
        method.getServerCallHandler());
  }

  /**
   * Contributions in frames: a chunk's array is used again once the service has taken the chunk.
   */
  private static ServerMethodDefinition<
          ReceivedFrame<AggregateStreamRequest>, AggregateStreamResponse>
      framed(AggregationServiceImplBase service) {
    MethodDescriptor<AggregateStreamRequest, AggregateStreamResponse> plain =
        AggregationServiceGrpc.getAggregateStreamMethod();
    return ServerMethodDefinition.create(
        plain.toBuilder(
                new FrameMarshaller<>(
                    plain.getRequestMarshaller(),
                    AggregateStreamRequest.parser(),
                    AggregateStreamRequest::hasChunk),
                plain.getResponseMarshaller())
            .build(),
        ServerCalls.asyncBidiStreamingCall(out -> new FrameObserver(service.aggregateStream(out))));
  }

  /** Hands frames on. */
  private record FrameObserver(StreamObserver<AggregateStreamRequest> service)
      implements StreamObserver<ReceivedFrame<AggregateStreamRequest>> {
    @Override
    public void onNext(ReceivedFrame<AggregateStreamRequest> frame) {
      try {
        service.onNext(frame.message());
      } finally {
        frame.release().run();
      }
    }

    @Override
    public void onError(Throwable cause) {
      service.onError(cause);
    }

    @Override
    public void onCompleted() {
      service.onCompleted();
    }
  }

  /** The name has told what the method takes. */
  @SuppressWarnings("unchecked")
  private static <Q> ServerMethodDefinition<Q, ?> cast(ServerMethodDefinition<?, ?> method) {
    return (ServerMethodDefinition<Q, ?>) method;
  }
}
