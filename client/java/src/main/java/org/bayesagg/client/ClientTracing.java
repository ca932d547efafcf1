package org.bayesagg.client;

import io.grpc.CallOptions;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.HashMap;
import java.util.Map;

/**
 * Spans of this client: one for each step, whatever it takes, and one for each attempt at a call.
 */
final class ClientTracing {
  /** Within which span a call is made. */
  static final CallOptions.Key<Context> PARENT = CallOptions.Key.create("bayesagg-trace-parent");

  private final Tracer tracer;

  ClientTracing(OpenTelemetry openTelemetry) {
    tracer = openTelemetry.getTracer("org.bayesagg.client");
  }

  /** Begins the span of a step within that of the calling thread. */
  StepSpan step(String session, Contribution contribution) {
    Context parent = Context.current();
    Span span =
        tracer
            .spanBuilder("bayesagg step")
            .setParent(parent)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("bayesagg.session", session)
            .setAttribute("bayesagg.worker", contribution.worker)
            .setAttribute("bayesagg.epoch", contribution.epoch)
            .setAttribute("bayesagg.step", contribution.step)
            .startSpan();
    return new StepSpan(span, parent.with(span));
  }

  /** Begins the span of one attempt at a call. */
  Span attempt(String method, Context parent) {
    return tracer
        .spanBuilder(method)
        .setParent(parent)
        .setSpanKind(SpanKind.CLIENT)
        .setAttribute("rpc.system", "grpc")
        .startSpan();
  }

  /** Ends a span, with what went wrong; null for nothing. */
  static void end(Span span, String error) {
    if (error != null) {
      span.setAttribute("error.type", error);
      span.setStatus(StatusCode.ERROR, error);
    }
    span.end();
  }

  /** Headers by which a server goes on with a span. */
  static <C> void inject(Context context, C carrier, TextMapSetter<C> setter) {
    W3CTraceContextPropagator.getInstance().inject(context, carrier, setter);
  }

  /** A step's span. */
  record StepSpan(Span span, Context context) {
    /** Its name on the wire; empty where nothing is traced. */
    String parent() {
      if (!span.getSpanContext().isValid()) {
        return "";
      }
      Map<String, String> headers = new HashMap<>();
      inject(context, headers, Map::put);
      return headers.getOrDefault("traceparent", "");
    }

    /** The step is over, by an answer or by an error. */
    void end(Throwable error) {
      Throwable cause = error == null ? null : Futures.unwrap(error);
      if (cause == null) {
        ClientTracing.end(span, null);
      } else if (cause instanceof AggregationException failure) {
        ClientTracing.end(span, failure.reason().name());
      } else {
        ClientTracing.end(span, cause.getClass().getSimpleName());
      }
    }
  }
}
