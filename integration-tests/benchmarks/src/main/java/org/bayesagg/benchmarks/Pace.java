package org.bayesagg.benchmarks;

/**
 * How long each case is measured.
 *
 * @param forks JVMs of its own; 0: in this one, for tests
 * @param warmups iterations before those that count
 * @param iterations that count
 * @param millis of each
 */
record Pace(int forks, int warmups, int iterations, int millis) {
  /** Of kernels and roofs, which need little to warm up. */
  static final Pace KERNEL = new Pace(1, 2, 5, 200);

  static final Pace STEP = new Pace(1, 3, 5, 1000);

  static final Pace BRIEF_KERNEL = new Pace(1, 1, 3, 200);

  static final Pace BRIEF_STEP = new Pace(1, 2, 3, 500);

  static Pace of(BenchmarkCase what, boolean brief) {
    if (what.step()) {
      return brief ? BRIEF_STEP : STEP;
    }
    return brief ? BRIEF_KERNEL : KERNEL;
  }
}
