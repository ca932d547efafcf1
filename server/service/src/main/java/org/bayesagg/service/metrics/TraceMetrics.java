package org.bayesagg.service.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import org.bayesagg.service.tracing.Tracing;

/** Spans that were told to the collector of traces. Thread-safe. */
public final class TraceMetrics implements Tracing.Outcome {
  private final Counter.Child exported;
  private final Counter.Child failed;

  /** Metrics in a registry. */
  public TraceMetrics(CollectorRegistry registry) {
    Counter spans =
        Counter.build(
                "bayesagg_spans_total",
                "Spans of traces by what became of them: exported to the collector, or failed.")
            .labelNames("outcome")
            .register(registry);
    exported = spans.labels("exported");
    failed = spans.labels("failed");
  }

  @Override
  public void exported(int spans) {
    exported.inc(spans);
  }

  @Override
  public void failed(int spans) {
    failed.inc(spans);
  }
}
