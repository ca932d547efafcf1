package org.bayesagg.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * A case's times and allocation.
 *
 * @param what was measured
 * @param median nanoseconds of an operation, over the iterations' means
 * @param min of the fastest iteration
 * @param max of the slowest iteration
 * @param allocatedBytes heap bytes an operation allocates, over all threads; NaN where unknown
 * @param phases of a step, nanoseconds by {@link #PHASES}; empty for others
 */
record Measurement(
    BenchmarkCase what,
    double median,
    double min,
    double max,
    double allocatedBytes,
    Map<String, Double> phases) {
  /** The counters of {@link StepBenchmark.Phases}. */
  static final List<String> PHASES =
      List.of("assembly", "evidence", "covariance", "moments", "aggregation", "settling");

  /** Copies the map. */
  Measurement {
    phases = Map.copyOf(phases);
  }

  /** How many times the floor it took at its fastest, as the roofs are those of the fastest. */
  double bestRatio(Roofs roofs) {
    return min / roofs.floorNanos(what.work());
  }

  /** How many times the floor it took. */
  double ratio(Roofs roofs) {
    return median / roofs.floorNanos(what.work());
  }
}
