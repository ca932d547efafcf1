package org.bayesagg.cli.bench;

import java.io.PrintWriter;
import java.util.List;

/** Shows what {@link OverloadBench} measures; measures nothing. */
final class OverloadReport {
  private static final String FORMAT =
      "%-5s %-5s %9s %9s %9s %8s %8s %8s %7s %9s %9s %9s %5s %7s %7s %7s %6s %7s %10s%n";

  private final PrintWriter out;

  OverloadReport(PrintWriter out) {
    this.out = out;
  }

  /**
   * A load and what came of it.
   *
   * @param times the peak that was offered; 0: the peak itself, in a closed loop
   * @param offered steps a second
   * @param goodput steps a second that were answered in time
   * @param ofPeak the same, in peaks
   * @param lag longest time in milliseconds by which a step was sent too late
   * @param refused steps a second that were given up after a refusal
   * @param expired steps a second that ended at their deadline
   * @param fairness the least session's answers beside the largest one's
   */
  record Line(
      Shape shape,
      int round,
      int times,
      double offered,
      double goodput,
      double ofPeak,
      double p50,
      double p99,
      double lag,
      double refused,
      double expired,
      double fairness,
      OverloadLooks.Use use) {
    /** Answers for each second of the server's processor time. */
    double perServerSecond() {
      return goodput / use.server();
    }
  }

  void heading(BenchOptions options, double deadlineSeconds) {
    out.printf(
        "%d sessions, %d connections each, %s s a load, deadline of a step %s s%n",
        options.sessions(),
        options.workers(),
        Figures.figure(options.duration().toNanos() / 1e9),
        Figures.figure(deadlineSeconds));
    out.println(
        "goodput: answered before the deadline; counted: steps that the server made, in time or not;"
            + " lag: by how much the client was late at most; refusals: calls answered with"
            + " RESOURCE_EXHAUSTED; given up: steps that no repetition could save; cores: busy with"
            + " server, client, everything else; steps and calls are a second");
    out.printf(
        FORMAT,
        "round",
        "load",
        "offered",
        "goodput",
        "counted",
        "of peak",
        "p50 ms",
        "p99 ms",
        "lag ms",
        "refusals",
        "given up",
        "expired",
        "fair",
        "server",
        "client",
        "others",
        "gc",
        "queue",
        "heap");
    out.flush();
  }

  void line(Line line) {
    if (line.round() == 1 && line.times() == 0) {
      out.println(line.shape());
    }
    out.printf(
        FORMAT,
        line.round(),
        line.times() == 0 ? "peak" : line.times() + " x",
        Figures.figure(line.offered()),
        Figures.figure(line.goodput()),
        Figures.figure(line.use().steps()),
        Figures.figure(line.ofPeak()),
        Figures.figure(line.p50()),
        Figures.figure(line.p99()),
        Figures.figure(line.lag()),
        Figures.figure(line.use().refusals()),
        Figures.figure(line.refused()),
        Figures.figure(line.expired()),
        Figures.figure(line.fairness()),
        Figures.figure(line.use().server()),
        Figures.figure(line.use().client()),
        Figures.figure(line.use().others()),
        Figures.figure(line.use().collections()),
        Math.round(line.use().queued()),
        Figures.bytes(line.use().heapBytes()));
    out.flush();
  }

  /** The ratios of a shape's rounds: of goodput, and of goodput a second of the server's time. */
  void summary(Shape shape, List<Line> lines) {
    List<Integer> loads =
        lines.stream().map(Line::times).filter(times -> times > 0).distinct().toList();
    for (int times : loads) {
      List<Line> own = lines.stream().filter(line -> line.times() == times).toList();
      Spread ratio = Spread.of(own.stream().map(Line::ofPeak).toList());
      Spread work =
          Spread.of(
              own.stream()
                  .map(line -> line.perServerSecond() / peak(lines, line).perServerSecond())
                  .toList());
      out.printf(
          "%s, %d x: goodput of the peak %s (%s), per second of the server's processor time %s"
              + " (%s)%n",
          shape,
          times,
          Figures.figure(ratio.median()),
          Figures.range(ratio),
          Figures.figure(work.median()),
          Figures.range(work));
    }
    out.flush();
  }

  private static Line peak(List<Line> lines, Line beside) {
    return lines.stream()
        .filter(line -> line.round() == beside.round() && line.times() == 0)
        .findFirst()
        .orElseThrow();
  }
}
