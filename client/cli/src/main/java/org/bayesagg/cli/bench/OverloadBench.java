package org.bayesagg.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.bayesagg.cli.server.Endpoint;

/**
 * Goodput under overload: the closed-loop peak of a shape, then one, two and three times that rate
 * from a {@link JobFleet}, whatever the server answers. Each round finds its own peak, with as many
 * sessions and connections, so that what others do to the machine meets both sides of a ratio.
 *
 * <p>Goodput is what is answered before its deadline, by clients that repeat what is refused as
 * they are told to.
 */
final class OverloadBench {
  private static final int[] TIMES = {1, 2, 3};
  private static final int MOST_TIMES = 3;
  private static final Duration SETTLE = Duration.ofSeconds(60);
  private static final long POLL_NANOS = 50_000_000;

  private final BenchOptions options;
  private final double deadlineSeconds;
  private final Endpoint target;
  private final ServerProbe probe;
  private final OverloadReport report;

  /**
   * A run.
   *
   * @param deadline of a step, from when it is sent
   */
  OverloadBench(
      BenchOptions options,
      Duration deadline,
      Endpoint target,
      ServerProbe probe,
      PrintWriter out) {
    this.options = options;
    this.deadlineSeconds = deadline.toNanos() / 1e9;
    this.target = target;
    this.probe = probe;
    this.report = new OverloadReport(out);
  }

  void run() throws IOException {
    report.heading(options, deadlineSeconds);
    for (Shape shape : options.shapes()) {
      measure(shape);
    }
  }

  private void measure(Shape shape) throws IOException {
    ShapeSession.Terms terms =
        new ShapeSession.Terms(Duration.ofNanos((long) (deadlineSeconds * 1e9)), 1);
    List<OverloadReport.Line> lines = new ArrayList<>();
    try (Load load = Load.open(target, List.of(shape), options);
        Load connections = Load.open(target, List.of(shape), options, terms)) {
      JobFleet fleet = new JobFleet(connections.lanes(shape));
      load.run(Segment.warmup(options, 1), 0);
      warmUp(fleet, peak(load, shape, 0).goodput());
      for (int round = 1; round <= options.rounds(); round++) {
        OverloadReport.Line peak = peak(load, shape, round);
        lines.add(peak);
        report.line(peak);
        for (int times : TIMES) {
          settle();
          OverloadReport.Line line = offer(fleet, shape, round, times, peak.goodput());
          lines.add(line);
          report.line(line);
        }
        settle();
      }
    }
    report.summary(shape, lines);
  }

  /** Refusals and what follows them take other code than a closed loop does. */
  private void warmUp(JobFleet fleet, double peak) throws IOException {
    double seconds = options.warmup().toNanos() / 1e9;
    long now = Clock.PARKED.nanos();
    Goodput unused = new Goodput(Clock.PARKED, now, now, options.sessions());
    fleet.offer(MOST_TIMES * peak, seconds, deadlineSeconds, unused);
    settle();
  }

  private OverloadReport.Line peak(Load load, Shape shape, int round) throws IOException {
    try (OverloadLooks looks = new OverloadLooks(probe)) {
      Load.Outcome outcome = load.run(new Segment(options.duration(), options.minSteps()), 0);
      OverloadLooks.Use use = looks.use();
      Sample sample = outcome.samples().get(shape);
      double speed = sample.steps() / outcome.seconds();
      return new OverloadReport.Line(
          shape, round, 0, speed, speed, 1, sample.millis(50), sample.millis(99), 0, 0, 0, 1, use);
    }
  }

  private OverloadReport.Line offer(JobFleet fleet, Shape shape, int round, int times, double peak)
      throws IOException {
    double rate = times * peak;
    double window = options.duration().toNanos() / 1e9;
    long from = Clock.PARKED.nanos() + (long) (deadlineSeconds * 1e9);
    Goodput goodput =
        new Goodput(Clock.PARKED, from, from + (long) (window * 1e9), options.sessions());
    fleet.offer(rate, deadlineSeconds, deadlineSeconds, goodput);
    try (OverloadLooks looks = new OverloadLooks(probe)) {
      fleet.offer(rate, window, deadlineSeconds, goodput);
      OverloadLooks.Use use = looks.use();
      Goodput.Outcome outcome = goodput.outcome();
      return new OverloadReport.Line(
          shape,
          round,
          times,
          outcome.offered() / outcome.seconds(),
          outcome.perSecond(),
          outcome.perSecond() / peak,
          outcome.latencies().getValueAtPercentile(50) / 1e6,
          outcome.latencies().getValueAtPercentile(99) / 1e6,
          outcome.lagNanos() / 1e6,
          outcome.refused() / outcome.seconds(),
          outcome.expired() / outcome.seconds(),
          outcome.fairness(),
          use);
    }
  }

  /** Waits until what was left behind is over: each load finds the server idle. */
  private void settle() throws IOException {
    long end = System.nanoTime() + SETTLE.toNanos();
    LockSupport.parkNanos((long) (deadlineSeconds * 1e9));
    while (OverloadLooks.look(probe).queued() > 0) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "the server's queues are not empty " + SETTLE.toSeconds() + " s after the last step");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
