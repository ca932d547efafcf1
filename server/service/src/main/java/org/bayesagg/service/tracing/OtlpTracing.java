package org.bayesagg.service.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Tells traces to an OpenTelemetry collector by OTLP over HTTP.
 *
 * <p>Where to is a setting of the server; all else, such as headers, sampling and the name of the
 * service, is what OpenTelemetry's own variables {@code OTEL_...} say. Spans are handed over by a
 * thread of their own; where the collector does not keep up, spans are dropped and nothing waits.
 */
public final class OtlpTracing implements Tracing {
  /** How long the last spans may take at the end. */
  private static final long LAST_SPANS_SECONDS = 2;

  private static final String TRACES = "/v1/traces";

  private static final TextMapGetter<UnaryOperator<String>> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(UnaryOperator<String> headers) {
          return W3CTraceContextPropagator.getInstance().fields();
        }

        @Override
        public String get(UnaryOperator<String> headers, String key) {
          return headers == null ? null : headers.apply(key);
        }
      };

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final boolean keeping;

  /**
   * Begins to tell.
   *
   * @param endpoint of the collector, such as http://localhost:4318; with a path other than / it is
   *     taken as it is
   * @param keeping whether sessions are kept, so that answers wait for the storage
   * @throws IllegalArgumentException if a variable {@code OTEL_...} makes no sense
   */
  public OtlpTracing(URI endpoint, String version, boolean keeping, Outcome outcome) {
    this.keeping = keeping;
    try {
      sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesSupplier(() -> Map.of("otel.service.name", "bayesagg"))
              .addPropertiesCustomizer(config -> fixed(endpoint))
              .addResourceCustomizer(
                  (resource, config) ->
                      resource.toBuilder().put("service.version", version).build())
              .addSpanExporterCustomizer(
                  (exporter, config) -> new CountedExporter(exporter, outcome))
              .build()
              .getOpenTelemetrySdk();
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException("OpenTelemetry: " + e.getMessage(), e);
    }
    tracer = sdk.getTracer("org.bayesagg.service", version);
  }

  private static Map<String, String> fixed(URI endpoint) {
    String path = endpoint.getPath();
    boolean bare = path == null || path.isEmpty() || path.equals("/");
    String base = endpoint.toString();
    String traces =
        bare ? (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + TRACES : base;
    return Map.of(
        "otel.traces.exporter", "otlp",
        "otel.exporter.otlp.traces.protocol", "http/protobuf",
        "otel.exporter.otlp.traces.endpoint", traces,
        // Metrics are Prometheus', and the log goes to standard error.
        "otel.metrics.exporter", "none",
        "otel.logs.exporter", "none");
  }

  @Override
  public Trace begin(String method, UnaryOperator<String> headers) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
    SpanClock clock = new SpanClock();
    List<String> names = List.of(method.split("/", 2));
    Span span =
        tracer
            .spanBuilder(method)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(clock.epochNanos(clock.begin()), TimeUnit.NANOSECONDS)
            .setAttribute("rpc.system", "grpc")
            .setAttribute("rpc.service", names.get(0))
            .setAttribute("rpc.method", names.get(names.size() - 1))
            .startSpan();
    return span.isRecording()
        ? new SpanTrace(tracer, span, parent.with(span), clock, keeping)
        : Trace.NONE;
  }

  @Override
  public void close() {
    sdk.shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS);
  }
}
