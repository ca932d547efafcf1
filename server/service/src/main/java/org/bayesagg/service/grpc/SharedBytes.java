package org.bayesagg.service.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregationServiceGrpc;

/** The service with contributions read by a {@link SharingMarshaller}. */
public final class SharedBytes {
  private SharedBytes() {}

  /** The service's methods, those that take contributions with another marshaller. */
  public static ServerServiceDefinition of(BindableService service) {
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
        shared = shared(cast(method), AggregateStreamRequest.parser());
      }
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

  /** The name has told what the method takes. */
  @SuppressWarnings("unchecked")
  private static <Q> ServerMethodDefinition<Q, ?> cast(ServerMethodDefinition<?, ?> method) {
    return (ServerMethodDefinition<Q, ?>) method;
  }
}
