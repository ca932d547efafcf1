package org.bayesagg.service.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bayesagg.math.PhaseNanos;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.ContributionKey;

/**
 * A span and, under it, one for each stage of a contribution's way. The stages' spans are made from
 * times that are measured in any case, and not before the end, when the answer has left: the caller
 * does not wait for them.
 */
final class SpanTrace implements Trace {
  private final Tracer tracer;
  private final Span span;
  private final Context within;
  private final SpanClock clock;
  private final boolean keeping;
  private final Queue<Stage> stages = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean refused = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();

  /** A stage and its times, those of {@code System.nanoTime()}. */
  private record Stage(String name, long from, long to) {}

  SpanTrace(Tracer tracer, Span span, Context within, SpanClock clock, boolean keeping) {
    this.tracer = tracer;
    this.span = span;
    this.within = within;
    this.clock = clock;
    this.keeping = keeping;
  }

  @Override
  public void session(String id) {
    span.setAttribute("bayesagg.session", id);
  }

  @Override
  public void received(ContributionKey key, int examples, long decodeNanos) {
    span.setAttribute("bayesagg.worker", key.worker());
    span.setAttribute("bayesagg.epoch", key.epoch());
    span.setAttribute("bayesagg.step", key.step());
    span.setAttribute("bayesagg.examples", examples);
    span.setAttribute("bayesagg.decode_seconds", decodeNanos * 1e-9);
    stage("receive", clock.begin(), System.nanoTime());
  }

  @Override
  public void answered(Answer answer, long queuedAt) {
    span.setAttribute("bayesagg.duplicate", answer.duplicate());
    span.setAttribute("bayesagg.late", answer.late());
    span.setAttribute("bayesagg.contributions", answer.contributions());
    long now = System.nanoTime();
    if (answer.duplicate()) {
      // Its times are those of the contribution that was counted.
      stage("queue", queuedAt, now);
      return;
    }
    PhaseNanos phases = answer.step().nanos();
    long at = stage("queue", queuedAt, queuedAt + answer.queueNanos());
    at = stage("evidence", at, at + phases.evidence());
    at = stage("factorisation", at, at + phases.factorisation());
    at = stage("moments", at, at + phases.moments());
    at = stage("aggregation", at, at + phases.aggregation());
    if (keeping) {
      stage("storage", at, now);
    }
  }

  @Override
  public void encoded(long since) {
    stage("encode", since, System.nanoTime());
  }

  @Override
  public void refused(String reason) {
    if (!refused.getAndSet(true)) {
      span.setAttribute("error.type", reason);
      span.setStatus(StatusCode.ERROR, reason);
    }
  }

  @Override
  public void end() {
    if (!ended.getAndSet(true)) {
      stages.forEach(this::tell);
      span.end(clock.epochNanos(System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }

  /** Keeps a stage that took any time at all; returns its end. */
  private long stage(String name, long from, long to) {
    if (to > from) {
      stages.add(new Stage(name, from, to));
    }
    return to;
  }

  private void tell(Stage stage) {
    tracer
        .spanBuilder(stage.name())
        .setParent(within)
        .setStartTimestamp(clock.epochNanos(stage.from()), TimeUnit.NANOSECONDS)
        .startSpan()
        .end(clock.epochNanos(stage.to()), TimeUnit.NANOSECONDS);
  }
}
