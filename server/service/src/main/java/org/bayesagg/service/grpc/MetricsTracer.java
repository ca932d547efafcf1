package org.bayesagg.service.grpc;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bayesagg.service.metrics.CallMetrics;

/** Measures every call, those that never reach the service included. */
public final class MetricsTracer extends ServerStreamTracer.Factory {
  /** Methods that the server does not have: callers could make up any number of names. */
  private static final String UNKNOWN = "unknown";

  private final CallMetrics metrics;
  private final Map<String, String> methods;

  /** A tracer that labels the methods of these services. */
  public MetricsTracer(CallMetrics metrics, List<BindableService> services) {
    this.metrics = metrics;
    this.methods =
        services.stream()
            .flatMap(service -> service.bindService().getMethods().stream())
            .map(ServerMethodDefinition::getMethodDescriptor)
            .collect(
                Collectors.toUnmodifiableMap(
                    method -> method.getFullMethodName(), method -> method.getBareMethodName()));
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    CallMetrics.Call call = metrics.begin(methods.getOrDefault(fullMethodName, UNKNOWN));
    return new ServerStreamTracer() {
      @Override
      public void inboundWireSize(long bytes) {
        call.received(bytes);
      }

      @Override
      public void outboundWireSize(long bytes) {
        call.sent(bytes);
      }

      @Override
      public void streamClosed(Status status) {
        call.end(status.getCode().name());
      }
    };
  }
}
