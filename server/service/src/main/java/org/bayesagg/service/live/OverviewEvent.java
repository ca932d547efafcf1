package org.bayesagg.service.live;

import java.util.List;

/**
 * All sessions at one moment, as the page reads it.
 *
 * @param time seconds since 1970
 */
record OverviewEvent(double time, Server server, List<Row> sessions) {
  /** The server as a whole. */
  record Server(
      String version,
      String engine,
      String detail,
      double uptimeSeconds,
      double stepsPerSecond,
      double refusalsPerSecond,
      long heapBytes,
      long footprintBytes,
      long footprintLimitBytes,
      int openCalls) {}

  /** One session. */
  record Row(
      String id,
      String preset,
      String phase,
      long epoch,
      long steps,
      double stepsPerSecond,
      Percentiles latencyMs,
      int queue,
      int workers,
      int stragglers,
      long duplicates,
      long late,
      double jitter,
      String engine,
      int tasks,
      Double lastStepSecondsAgo) {}

  /** Of latencies; null where there are none. */
  record Percentiles(double p50, double p99) {
    static Percentiles of(Latencies latencies) {
      double p50 = latencies.millis(0.5);
      return Double.isNaN(p50) ? null : new Percentiles(p50, latencies.millis(0.99));
    }
  }

  static Row row(WatchedSession watched) {
    var state = watched.session().state();
    var counts = watched.counts().totals();
    var spec = watched.session().settings().spec();
    return new Row(
        watched.session().id(),
        spec.preset().name(),
        state.bayesian() ? "BAYESIAN" : "WARMUP",
        state.epoch(),
        state.steps(),
        watched.stepsPerSecond(),
        Percentiles.of(watched.latencies()),
        watched.queued(),
        state.workers().size(),
        watched.stragglers(state).size(),
        counts.duplicates(),
        counts.late(),
        watched.jitter(),
        state.engine(),
        spec.tasks().size(),
        Numbers.orNull(watched.lastStepSecondsAgo()));
  }
}
