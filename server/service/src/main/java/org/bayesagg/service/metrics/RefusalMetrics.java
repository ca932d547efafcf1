package org.bayesagg.service.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.util.concurrent.atomic.LongAdder;

/** What callers were refused, and why. Thread-safe. */
public final class RefusalMetrics {
  private final Counter refusals;
  private final LongAdder total = new LongAdder();

  /** Metrics in a registry. */
  public RefusalMetrics(CollectorRegistry registry) {
    refusals =
        Counter.build(
                "bayesagg_refusals_total",
                "Calls and streamed contributions that were answered with an error, by its reason.")
            .labelNames("reason")
            .register(registry);
  }

  /** Shows a reason before anything was refused for it. */
  public void mayRefuse(String reason) {
    refusals.labels(reason);
  }

  /** One was refused; reasons are a closed list. */
  public void refused(String reason) {
    refusals.labels(reason).inc();
    total.increment();
  }

  /** All that were refused. */
  public long total() {
    return total.sum();
  }
}
