package org.bayesagg.service;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.util.function.BooleanSupplier;
import org.bayesagg.math.Engine;
import org.bayesagg.service.config.WireLimits;
import org.bayesagg.service.grpc.StepGate;
import org.bayesagg.service.metrics.LimitMetrics;
import org.bayesagg.service.session.SessionLimits;

/** The metrics of a server as a whole: what it is, whether it serves, what it may take. */
final class ServerSeries {
  private ServerSeries() {}

  /**
   * Shows them.
   *
   * @param ready whether calls are served
   */
  static void register(
      CollectorRegistry metrics,
      Engine engine,
      BooleanSupplier ready,
      SessionLimits sessions,
      WireLimits wire,
      StepGate gate) {
    Gauge.build("bayesagg_info", "1; what runs is in the labels.")
        .labelNames("version", "engine")
        .register(metrics)
        .labels(Version.current(), engine.name())
        .set(1);
    new LimitMetrics(metrics)
        .now(
            "bayesagg_ready",
            "1 while calls are served, as /readyz says; 0 otherwise.",
            () -> ready.getAsBoolean() ? 1 : 0)
        .now(
            "bayesagg_engine_bytes",
            "Memory of the engine's matrices, outside the heap.",
            engine::openBytes)
        .limit("sessions", sessions.maxSessions())
        .limit("total_bytes", (double) sessions.maxTotalBytes())
        .limit("session_bytes", (double) sessions.maxSessionBytes())
        .limit("connections", wire.maxConnections())
        .limit("concurrent_steps", gate.maxSteps())
        .limit("concurrent_bytes", (double) gate.maxBytes())
        .now(
            "bayesagg_concurrent_steps",
            "Contributions that are read, wait or run, over all sessions.",
            gate::steps)
        .now(
            "bayesagg_concurrent_bytes",
            "Heap that is set aside for the tensors of those contributions.",
            gate::bytes);
  }
}
