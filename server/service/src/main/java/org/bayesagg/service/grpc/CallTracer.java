package org.bayesagg.service.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Set;
import java.util.stream.Collectors;
import org.bayesagg.service.tracing.Trace;
import org.bayesagg.service.tracing.Tracing;
import org.bayesagg.v1.AggregationServiceGrpc;

/**
 * Traces every call of the contract's service from its first byte to its end, whoever ends it. The
 * stream of contributions, which lasts as long as a training, has a trace for each of them instead.
 */
public final class CallTracer extends ServerStreamTracer.Factory {
  private static final Context.Key<Trace> KEY = Context.keyWithDefault("trace", Trace.NONE);

  private final Tracing tracing;
  private final Set<String> traced =
      AggregationServiceGrpc.getServiceDescriptor().getMethods().stream()
          .map(method -> method.getFullMethodName())
          .filter(name -> !name.equals(StreamTraces.METHOD))
          .collect(Collectors.toUnmodifiableSet());

  /** A tracer that begins its traces there. */
  public CallTracer(Tracing tracing) {
    this.tracing = tracing;
  }

  /** That of the running call; only within its method. */
  static Trace current() {
    return KEY.get();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    Trace trace =
        traced.contains(fullMethodName)
            ? tracing.begin(fullMethodName, name -> headers.get(key(name)))
            : Trace.NONE;
    return new ServerStreamTracer() {
      @Override
      public Context filterContext(Context context) {
        return context.withValue(KEY, trace);
      }

      @Override
      public void streamClosed(Status status) {
        if (!status.isOk()) {
          trace.refused(status.getCode().name());
        }
        trace.end();
      }
    };
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
