package org.bayesagg.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.cli.server.Endpoint;

/**
 * The same steps on several servers. All of them run; one at a time is used, in turn, so that each
 * ratio is of two measurements that follow one another.
 */
final class SideBySide {
  private final BenchOptions options;
  private final PrintWriter out;

  SideBySide(BenchOptions options, PrintWriter out) {
    this.options = options;
    this.out = out;
  }

  /**
   * A server that is measured.
   *
   * @param name for people
   * @param beside what else goes on while it is used
   */
  record Way(String name, Endpoint server, Beside beside) {}

  /** What goes on beside the steps. */
  interface Beside {
    /** Nothing. */
    Beside NOTHING = () -> () -> {};

    /** Begins. */
    Running begin() throws IOException;
  }

  /** What has begun. */
  interface Running {
    /** Ends. */
    void end() throws IOException;
  }

  /** Measures and prints a table; every ratio is to the first way. */
  void run(String what, List<Way> ways) throws IOException {
    out.printf("Ratios are to %s, round by round.%n", ways.get(0).name());
    out.printf(
        "%-26s %-12s %9s %9s %9s %14s %10s %10s%n",
        "shape", what, "steps/s", "p50 ms", "p99 ms", "ratio steps/s", "ratio p50", "ratio p99");
    for (Way way : ways) {
      Priming.of(way.server(), options);
    }
    for (Shape shape : options.shapes()) {
      measure(shape, ways);
    }
  }

  private void measure(Shape shape, List<Way> ways) throws IOException {
    List<Load> loads = new ArrayList<>();
    List<List<Load.Outcome>> outcomes = new ArrayList<>();
    try {
      for (Way way : ways) {
        loads.add(Load.open(way.server(), List.of(shape), options));
        outcomes.add(new ArrayList<>());
      }
      for (int i = 0; i < loads.size(); i++) {
        run(ways.get(i), loads.get(i), Segment.warmup(options, 1), 0);
      }
      for (Segment segment : Segment.of(options)) {
        for (int i = 0; i < loads.size(); i++) {
          outcomes.get(i).add(run(ways.get(i), loads.get(i), segment, options.rate()));
        }
      }
    } finally {
      loads.forEach(Load::close);
    }
    for (int i = 0; i < outcomes.size(); i++) {
      print(shape, ways.get(i).name(), outcomes.get(i), outcomes.get(0));
    }
    out.flush();
  }

  private static Load.Outcome run(Way way, Load load, Segment segment, double rate)
      throws IOException {
    Running running = way.beside().begin();
    try {
      return load.run(segment, rate);
    } finally {
      running.end();
    }
  }

  private void print(Shape shape, String way, List<Load.Outcome> own, List<Load.Outcome> first) {
    Sample all = new Sample();
    List<Double> speeds = new ArrayList<>();
    List<Double> speedRatios = new ArrayList<>();
    List<Double> medianRatios = new ArrayList<>();
    List<Double> tailRatios = new ArrayList<>();
    for (int round = 0; round < own.size(); round++) {
      Sample sample = own.get(round).samples().get(shape);
      Sample other = first.get(round).samples().get(shape);
      all.add(sample);
      speeds.add(sample.steps() / own.get(round).seconds());
      speedRatios.add(
          sample.steps() / own.get(round).seconds() / (other.steps() / first.get(round).seconds()));
      medianRatios.add(sample.millis(50) / other.millis(50));
      tailRatios.add(sample.millis(99) / other.millis(99));
    }
    out.printf(
        "%-26s %-12s %9.1f %9.2f %9.2f %14.2f %10.2f %10.2f%n",
        shape,
        way,
        Spread.of(speeds).median(),
        all.millis(50),
        all.millis(99),
        Spread.of(speedRatios).median(),
        Spread.of(medianRatios).median(),
        Spread.of(tailRatios).median());
  }
}
