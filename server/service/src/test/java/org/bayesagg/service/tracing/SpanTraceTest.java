package org.bayesagg.service.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.bayesagg.math.PhaseNanos;
import org.bayesagg.math.StepResult;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.ContributionKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpanTraceTest {
  private static final ContributionKey KEY = new ContributionKey("w", 3, 7);

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
  private final Tracer tracer = provider.get("test");
  private final SpanClock clock = new SpanClock();
  private final Span whole = tracer.spanBuilder("whole").startSpan();

  @AfterEach
  void close() {
    provider.close();
  }

  private SpanTrace trace(boolean keeping) {
    return new SpanTrace(tracer, whole, Context.root().with(whole), clock, keeping);
  }

  private static Answer answer(boolean duplicate, PhaseNanos nanos, long queueNanos) {
    StepResult step = new StepResult(true, List.of(), null, null, null, null, 0, nanos);
    return new Answer(KEY, null, step, duplicate, false, 3, 1, 20, queueNanos);
  }

  @Test
  void stages_followOneAnotherWithinTheWhole() {
    SpanTrace trace = trace(true);
    long queued = clock.begin() + 100;
    trace.answered(answer(false, new PhaseNanos(10, 0, 30, 40), 5), queued);
    trace.end();
    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getName)
        .containsExactly("queue", "evidence", "moments", "aggregation", "storage", "whole");
    long at = clock.epochNanos(queued);
    for (SpanData stage : spans.getFinishedSpanItems().subList(0, 5)) {
      assertThat(stage.getParentSpanId()).isEqualTo(whole.getSpanContext().getSpanId());
      assertThat(stage.getStartEpochNanos()).as(stage.getName()).isEqualTo(at);
      at = stage.getEndEpochNanos();
    }
    assertThat(at).isGreaterThanOrEqualTo(clock.epochNanos(queued + 85));
  }

  @Test
  void nothingIsKept_noStorage() {
    SpanTrace trace = trace(false);
    trace.answered(answer(false, new PhaseNanos(1, 1, 1, 1), 1), clock.begin());
    assertThat(spans.getFinishedSpanItems()).as("before the answer has left").isEmpty();
    trace.end();
    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getName)
        .containsExactly("queue", "evidence", "factorisation", "moments", "aggregation", "whole");
  }

  @Test
  void duplicate_hasNoPhasesOfItsOwn() {
    SpanTrace trace = trace(true);
    trace.answered(answer(true, new PhaseNanos(1, 1, 1, 1), 1), clock.begin());
    trace.end();
    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getName)
        .containsExactly("queue", "whole");
  }

  @Test
  void refused_theFirstReasonStands() {
    SpanTrace trace = trace(true);
    trace.refused("QUEUE_FULL");
    trace.refused("RESOURCE_EXHAUSTED");
    trace.end();
    trace.end();
    assertThat(spans.getFinishedSpanItems()).hasSize(1);
    SpanData span = spans.getFinishedSpanItems().get(0);
    assertThat(span.getStatus().getDescription()).isEqualTo("QUEUE_FULL");
    assertThat(span.getAttributes().asMap().values()).containsExactly("QUEUE_FULL");
  }

  @Test
  void afterTheEnd_nothingIsTold() {
    SpanTrace trace = trace(true);
    trace.end();
    trace.received(KEY, 20, 1);
    trace.encoded(clock.begin());
    assertThat(spans.getFinishedSpanItems()).extracting(SpanData::getName).containsExactly("whole");
  }
}
