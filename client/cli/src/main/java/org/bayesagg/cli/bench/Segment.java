package org.bayesagg.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done between two looks at the server.
 *
 * @param duration how long; zero where it ends by count
 * @param steps how many at least, or in all where it ends by count
 */
record Segment(Duration duration, long steps) {
  private static final int LEAST_WARMUP = 4;

  /** Where a counted run is interrupted for a look, in percent of its steps. */
  static final List<Integer> PERCENTS = List.of(10, 50, 100);

  /** A run's segments: its rounds, or the stretches of a counted run. */
  static List<Segment> of(BenchOptions options) {
    List<Segment> segments = new ArrayList<>();
    if (!options.counted()) {
      for (int i = 0; i < options.rounds(); i++) {
        segments.add(new Segment(options.duration(), options.minSteps()));
      }
      return segments;
    }
    long done = 0;
    for (int percent : PERCENTS) {
      long next = (long) Math.ceil(options.totalSteps() * (percent / 100.0));
      segments.add(new Segment(Duration.ZERO, next - done));
      done = next;
    }
    return segments;
  }

  /** What goes before the first: never paced. */
  static Segment warmup(BenchOptions options, int shapes) {
    return new Segment(options.warmup(), (long) LEAST_WARMUP * options.lanes() * shapes);
  }

  /**
   * The paces of this segment's workers.
   *
   * @param rate steps a second of all workers; 0: closed loop
   */
  List<Pace> paces(int workers, double rate, Clock clock) {
    long start = clock.nanos();
    List<Pace> paces = new ArrayList<>();
    Budget budget =
        duration.isZero() ? Budget.steps(steps) : Budget.until(start + duration.toNanos(), steps);
    long due = Math.max(steps, Math.round(rate * duration.toNanos() / 1e9));
    for (int i = 0; i < workers; i++) {
      paces.add(
          rate > 0
              ? new OpenLoop(clock, start, rate, i, workers, due)
              : new ClosedLoop(clock, budget));
    }
    return paces;
  }
}
