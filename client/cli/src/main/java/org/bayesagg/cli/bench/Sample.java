package org.bayesagg.cli.bench;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.bayesagg.client.StepTimings;

/** Latencies and the server's phases of some steps. Not thread-safe. */
final class Sample {
  private static final long HIGHEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Histogram nanos = new Histogram(HIGHEST_NANOS, DIGITS);
  private final Map<Phase, Long> phases = new EnumMap<>(Phase.class);

  /** Adds a step. */
  void add(long latencyNanos, StepTimings timings) {
    nanos.recordValue(Math.min(Math.max(latencyNanos, 0), HIGHEST_NANOS));
    if (timings != null) {
      for (Phase phase : Phase.values()) {
        phases.merge(phase, phase.nanos(timings), Long::sum);
      }
    }
  }

  /** Adds another sample's steps. */
  void add(Sample other) {
    nanos.add(other.nanos);
    other.phases.forEach((phase, sum) -> phases.merge(phase, sum, Long::sum));
  }

  /** Steps that were added. */
  long steps() {
    return nanos.getTotalCount();
  }

  /** A percentile of the latency in milliseconds; NaN without any step. */
  double millis(double percentile) {
    return steps() == 0 ? Double.NaN : nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }

  /** The mean of each phase in milliseconds a step; empty where the server told nothing. */
  Map<Phase, Double> phaseMillis() {
    Map<Phase, Double> means = new EnumMap<>(Phase.class);
    phases.forEach((phase, sum) -> means.put(phase, sum / NANOS_PER_MILLI / steps()));
    return means;
  }
}
