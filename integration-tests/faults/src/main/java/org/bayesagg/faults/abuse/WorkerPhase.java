package org.bayesagg.faults.abuse;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Some seconds of a worker: its latencies, and what went wrong. Not thread-safe. */
final class WorkerPhase {
  private static final long HIGHEST_NANOS = 600_000_000_000L;
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Histogram nanos = new Histogram(HIGHEST_NANOS, DIGITS);
  private final List<String> problems = new ArrayList<>();

  /** A step was answered, or refused, so long after it was due. */
  void step(long latencyNanos) {
    nanos.recordValue(Math.min(Math.max(latencyNanos, 0), HIGHEST_NANOS));
  }

  /** Something went wrong. */
  void problem(String what) {
    problems.add(what);
  }

  long steps() {
    return nanos.getTotalCount();
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  double p50() {
    return millis(50);
  }

  double p99() {
    return millis(99);
  }

  private double millis(double percentile) {
    return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }
}
