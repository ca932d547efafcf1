package org.bayesagg.service.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/** Counts of calls, their time and their bytes. Thread-safe. */
public final class CallMetrics {
  private static final double[] SECONDS = {
    1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
  };

  private final Counter calls;
  private final Histogram seconds;
  private final Counter received;
  private final Counter sent;
  private final Gauge open;

  /** Metrics in a registry. */
  public CallMetrics(CollectorRegistry registry) {
    calls =
        Counter.build("bayesagg_calls_total", "Calls that have ended, by method and status code.")
            .labelNames("method", "code")
            .register(registry);
    seconds =
        Histogram.build(
                "bayesagg_call_seconds",
                "Time from a call's start to its end; of AggregateStream, its whole life.")
            .labelNames("method")
            .buckets(SECONDS)
            .register(registry);
    received =
        Counter.build("bayesagg_received_bytes_total", "Bytes of messages received on the wire.")
            .labelNames("method")
            .register(registry);
    sent =
        Counter.build("bayesagg_sent_bytes_total", "Bytes of messages sent on the wire.")
            .labelNames("method")
            .register(registry);
    open =
        Gauge.build("bayesagg_open_calls", "Calls that have not ended.")
            .labelNames("method")
            .register(registry);
  }

  /** A call has begun. */
  public Call begin(String method) {
    return new Call(method);
  }

  /** One call. */
  public final class Call {
    private final long start = System.nanoTime();
    private final String method;
    private final Counter.Child receivedHere;
    private final Counter.Child sentHere;

    private Call(String method) {
      this.method = method;
      this.receivedHere = received.labels(method);
      this.sentHere = sent.labels(method);
      open.labels(method).inc();
    }

    /** Bytes have come. */
    public void received(long bytes) {
      receivedHere.inc((double) bytes);
    }

    /** Bytes have gone. */
    public void sent(long bytes) {
      sentHere.inc((double) bytes);
    }

    /** It has ended with a status code. */
    public void end(String code) {
      open.labels(method).dec();
      calls.labels(method, code).inc();
      seconds.labels(method).observe((System.nanoTime() - start) * 1e-9);
    }
  }
}
