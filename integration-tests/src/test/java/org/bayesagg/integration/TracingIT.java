package org.bayesagg.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationException;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.StreamUse;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step's trace, from the client through the server to a collector. */
@Timeout(120)
class TracingIT {
  private static final RandomSteps STEPS = new RandomSteps(20, 8);
  private static final RandomSteps OTHERS = new RandomSteps(21, 8);

  /** What may be said of a contribution. */
  private static final String TOLD =
      "(session|worker|epoch|step|examples|contributions|late|duplicate|decode_seconds)";

  @TempDir private Path folder;

  private final InMemorySpanExporter ours = InMemorySpanExporter.create();
  private FakeCollector collector;

  @BeforeEach
  void listen() throws IOException {
    collector = new FakeCollector();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  /** Closing it hands over every span. */
  private RunningServer server(String endpoint) throws IOException {
    return new RunningServer(
        Settings.defaults()
            .with(Setting.PORT, "0")
            .with(Setting.HTTP_PORT, "0")
            .with(Setting.DATA_DIR, folder.resolve("data").toString())
            .with(Setting.DISK_RESERVE_BYTES, "0")
            .with(Setting.OTLP_ENDPOINT, endpoint)
            .toConfig());
  }

  /** Never closed, which would drop what it holds. */
  private OpenTelemetrySdk tracing(Sampler sampler) {
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder()
                .setSampler(sampler)
                .addSpanProcessor(SimpleSpanProcessor.create(ours))
                .build())
        .build();
  }

  private SpanData ourStep() {
    return ours.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals("bayesagg step"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"AUTO, Aggregate", "ALWAYS, AggregateStream"})
  void step_isOneTraceFromTheClientToTheStorage(StreamUse use, String method) throws IOException {
    try (RunningServer server = server(collector.url());
        AggregationClient client =
            AggregationClient.connect(
                server
                    .options()
                    .streamUse(use)
                    .openTelemetry(tracing(Sampler.alwaysOn()))
                    .build());
        AggregationSession session = client.createSession("run", STEPS.options())) {
      session.aggregate(STEPS.step("w", 0, 0).build());
    }
    SpanData step = ourStep();
    // A unary call is an attempt at the step, a span of its own.
    String caller =
        use == StreamUse.ALWAYS
            ? step.getSpanId()
            : ours.getFinishedSpanItems().stream()
                .filter(span -> span.getParentSpanId().equals(step.getSpanId()))
                .findFirst()
                .orElseThrow()
                .getSpanId();
    List<Span> served = collector.under(caller);
    assertThat(served).hasSize(1);
    Span span = served.get(0);
    assertThat(FakeCollector.hex(span.getTraceId())).isEqualTo(step.getTraceId());
    assertThat(span.getName()).isEqualTo("bayesagg.v1.AggregationService/" + method);
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(FakeCollector.attribute(span, "bayesagg.session")).isEqualTo("run");
    assertThat(FakeCollector.attribute(span, "bayesagg.worker")).isEqualTo("w");
    assertThat(FakeCollector.attribute(span, "bayesagg.step")).isEqualTo("0");
    assertThat(FakeCollector.attribute(span, "bayesagg.examples")).isEqualTo("20");
    List<Span> stages = collector.under(FakeCollector.hex(span.getSpanId()));
    assertThat(stages)
        .extracting(Span::getName)
        .contains("receive", "queue", "evidence", "aggregation", "storage", "encode");
    assertThat(stages)
        .allSatisfy(
            stage ->
                assertThat(stage.getStartTimeUnixNano())
                    .isGreaterThanOrEqualTo(span.getStartTimeUnixNano()))
        .allSatisfy(
            stage ->
                assertThat(stage.getEndTimeUnixNano())
                    .isBetween(stage.getStartTimeUnixNano(), span.getEndTimeUnixNano()));
    assertThat(collector.paths()).containsOnly("/v1/traces");
    // Nothing else is told: no label, no token.
    assertThat(collector.spans())
        .flatExtracting(Span::getAttributesList)
        .extracting(attribute -> attribute.getKey())
        .allMatch(key -> key.matches("rpc\\.(system|service|method)|bayesagg\\." + TOLD));
  }

  @ParameterizedTest
  @CsvSource({"AUTO", "ALWAYS"})
  void refusedStep_saysWhy(StreamUse use) throws IOException {
    try (RunningServer server = server(collector.url() + "/elsewhere");
        AggregationClient client =
            AggregationClient.connect(
                server
                    .options()
                    .streamUse(use)
                    .openTelemetry(tracing(Sampler.alwaysOn()))
                    .build());
        AggregationSession session = client.createSession("run", STEPS.options())) {
      session.aggregate(STEPS.step("w", 0, 5).build());
      assertThat(
              catchThrowableOfType(
                  AggregationException.class,
                  () -> session.aggregate(OTHERS.step("w", 0, 5).build())))
          .isNotNull();
    }
    assertThat(collector.spans())
        .filteredOn(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
        .extracting(span -> FakeCollector.attribute(span, "error.type"))
        .containsExactly("CONTRIBUTION_DIFFERS");
    assertThat(ours.getFinishedSpanItems())
        .filteredOn(span -> span.getName().equals("bayesagg step"))
        .extracting(span -> span.getStatus().getDescription())
        .containsExactly("", "CONTRIBUTION_DIFFERS");
    assertThat(collector.paths()).containsOnly("/elsewhere");
  }

  @Test
  void clientThatDoesNotSample_isNotTraced() throws IOException {
    try (RunningServer server = server(collector.url());
        AggregationClient client =
            AggregationClient.connect(
                server
                    .options()
                    .streamUse(StreamUse.ALWAYS)
                    .openTelemetry(tracing(Sampler.alwaysOff()))
                    .build());
        AggregationSession session = client.createSession("run", STEPS.options())) {
      session.aggregate(STEPS.step("w", 0, 0).build());
    }
    assertThat(collector.spans()).isEmpty();
  }

  @Test
  void clientWithoutTracing_isTracedByTheServerAlone() throws IOException {
    try (RunningServer server = server(collector.url());
        AggregationClient client = server.client();
        AggregationSession session = client.createSession("run", STEPS.options())) {
      session.aggregate(STEPS.step("w", 0, 0).build());
    }
    assertThat(collector.under(""))
        .extracting(Span::getName)
        .containsExactly(
            "bayesagg.v1.AggregationService/CreateSession",
            "bayesagg.v1.AggregationService/Aggregate");
    assertThat(collector.exports())
        .allSatisfy(
            export ->
                assertThat(export.getResourceSpans(0).getResource().toString())
                    .contains("service.name")
                    .contains("bayesagg"));
  }

  @Test
  void collectorThatIsGone_holdsNothingUp() throws IOException {
    String gone = collector.url();
    collector.close();
    try (RunningServer server = server(gone);
        AggregationClient client = server.client();
        AggregationSession session = client.createSession("run", STEPS.options())) {
      for (int step = 0; step < 50; step++) {
        session.aggregate(STEPS.step("w", 0, step).build());
      }
      assertThat(session.info().steps()).isEqualTo(50);
    }
  }
}
