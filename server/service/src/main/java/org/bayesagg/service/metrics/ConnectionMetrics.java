package org.bayesagg.service.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** Connections of gRPC. Thread-safe. */
public final class ConnectionMetrics {
  private final Gauge open;
  private final Counter refused;

  /** Metrics in a registry. */
  public ConnectionMetrics(CollectorRegistry registry) {
    open = Gauge.build("bayesagg_connections", "Open connections of gRPC.").register(registry);
    refused =
        Counter.build(
                "bayesagg_connections_refused_total",
                "Connections that were closed at once: as many as allowed were open.")
            .register(registry);
  }

  /** So many are open now. */
  public void open(int connections) {
    open.set(connections);
  }

  /** One was closed at once. */
  public void refused() {
    refused.inc();
  }
}
