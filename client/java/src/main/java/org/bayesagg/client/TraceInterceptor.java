package org.bayesagg.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.Objects;

/**
 * Traces calls, but for the stream of contributions: it lasts as long as a training, and its frames
 * say which step each belongs to.
 */
record TraceInterceptor(ClientTracing tracing) implements ClientInterceptor {
  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    if (method.getFullMethodName().equals(StepMethods.STREAM.getFullMethodName())) {
      return call;
    }
    Context parent = options.getOption(ClientTracing.PARENT);
    Context within = Objects.requireNonNullElseGet(parent, Context::current);
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<A> responses, Metadata headers) {
        Span span = tracing.attempt(method.getFullMethodName(), within);
        ClientTracing.inject(
            within.with(span), headers, (carrier, key, value) -> carrier.put(name(key), value));
        super.start(
            new SimpleForwardingClientCallListener<>(responses) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                ClientTracing.end(span, status.isOk() ? null : status.getCode().name());
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }

  private static Metadata.Key<String> name(String key) {
    return Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER);
  }
}
