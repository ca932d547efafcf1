package org.bayesagg.service.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import org.bayesagg.math.PhaseNanos;

/** Time of contributions and of each phase of a step. Thread-safe. */
public final class StepMetrics implements PhaseMetrics {
  private static final double[] SECONDS = {
    1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5,
    1, 2.5, 5, 10, 30
  };

  private final Histogram.Child decode;
  private final Histogram.Child queue;
  private final Histogram.Child evidence;
  private final Histogram.Child factorisation;
  private final Histogram.Child moments;
  private final Histogram.Child aggregation;
  private final Histogram.Child encode;
  private final Histogram contribution;

  /** Metrics in a registry. */
  public StepMetrics(CollectorRegistry registry) {
    Histogram phases =
        Histogram.build(
                "bayesagg_phase_seconds",
                "Time of a phase: decode, queue and encode of a contribution; evidence,"
                    + " factorisation, moments and aggregation of a step.")
            .labelNames("phase")
            .buckets(SECONDS)
            .register(registry);
    decode = phases.labels("decode");
    queue = phases.labels("queue");
    evidence = phases.labels("evidence");
    factorisation = phases.labels("factorisation");
    moments = phases.labels("moments");
    aggregation = phases.labels("aggregation");
    encode = phases.labels("encode");
    contribution =
        Histogram.build(
                "bayesagg_contribution_seconds",
                "Time from a decoded contribution to its answer, unary or streamed.")
            .buckets(SECONDS)
            .register(registry);
  }

  @Override
  public void decode(long nanos) {
    decode.observe(nanos * 1e-9);
  }

  @Override
  public void encode(long nanos) {
    encode.observe(nanos * 1e-9);
  }

  @Override
  public void contribution(long nanos) {
    contribution.observe(nanos * 1e-9);
  }

  void queue(long nanos) {
    queue.observe(nanos * 1e-9);
  }

  void step(PhaseNanos nanos) {
    evidence.observe(nanos.evidence() * 1e-9);
    factorisation.observe(nanos.factorisation() * 1e-9);
    moments.observe(nanos.moments() * 1e-9);
    aggregation.observe(nanos.aggregation() * 1e-9);
  }
}
