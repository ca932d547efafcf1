package org.bayesagg.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bayesagg.cli.server.ServerProcess;
import org.bayesagg.service.Main;

/**
 * What keeping costs: the same steps on a server that keeps nothing and on one for each way of
 * syncing its journal. All servers run; one at a time is used, in turn, so that each ratio is of
 * two measurements that follow one another.
 */
final class DurabilityBench {
  private static final List<String> WAYS = List.of("ephemeral", "none", "interval", "always");

  private final BenchOptions options;
  private final PrintWriter out;

  DurabilityBench(BenchOptions options, PrintWriter out) {
    this.options = options;
    this.out = out;
  }

  /** A server, and what it keeps its sessions in. */
  private record Kept(String way, ServerProcess server, Path folder, Path log)
      implements AutoCloseable {

    static Kept start(String way) throws IOException {
      Path folder = Files.createTempDirectory("bayesagg-durability");
      Path log = Files.createTempFile("bayesagg-durability", ".log");
      String[] flags =
          way.equals(WAYS.get(0))
              ? new String[] {"--ephemeral"}
              : new String[] {"--data-dir", folder.toString(), "--journal-sync", way};
      return new Kept(way, ServerProcess.start(Main.class.getName(), log, flags), folder, log);
    }

    @Override
    public void close() {
      server.close();
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
        Files.deleteIfExists(log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  void run() throws IOException {
    List<Kept> servers = new ArrayList<>();
    try {
      for (String way : WAYS) {
        servers.add(Kept.start(way));
      }
      out.printf(
          "%-26s %-10s %9s %9s %9s %16s %14s%n",
          "shape", "journal", "steps/s", "p50 ms", "p99 ms", "steps/s of eph.", "p99 of eph.");
      for (Shape shape : options.shapes()) {
        measure(shape, servers);
      }
    } finally {
      servers.forEach(Kept::close);
    }
  }

  private void measure(Shape shape, List<Kept> servers) {
    List<Load> loads = new ArrayList<>();
    List<List<Load.Outcome>> outcomes = new ArrayList<>();
    try {
      for (Kept kept : servers) {
        loads.add(Load.open(kept.server().endpoint(), List.of(shape), options));
        outcomes.add(new ArrayList<>());
      }
      loads.forEach(load -> load.run(Segment.warmup(options, 1), 0));
      for (Segment segment : Segment.of(options)) {
        for (int i = 0; i < loads.size(); i++) {
          outcomes.get(i).add(loads.get(i).run(segment, options.rate()));
        }
      }
    } finally {
      loads.forEach(Load::close);
    }
    for (int i = 0; i < outcomes.size(); i++) {
      print(shape, servers.get(i).way(), outcomes.get(i), outcomes.get(0));
    }
    out.flush();
  }

  private void print(
      Shape shape, String way, List<Load.Outcome> own, List<Load.Outcome> ephemeral) {
    Sample all = new Sample();
    List<Double> speeds = new ArrayList<>();
    List<Double> speedRatios = new ArrayList<>();
    List<Double> tailRatios = new ArrayList<>();
    for (int round = 0; round < own.size(); round++) {
      Sample sample = own.get(round).samples().get(shape);
      Sample other = ephemeral.get(round).samples().get(shape);
      all.add(sample);
      speeds.add(sample.steps() / own.get(round).seconds());
      speedRatios.add(
          sample.steps()
              / own.get(round).seconds()
              / (other.steps() / ephemeral.get(round).seconds()));
      tailRatios.add(sample.millis(99) / other.millis(99));
    }
    out.printf(
        "%-26s %-10s %9.1f %9.2f %9.2f %16.2f %14.2f%n",
        shape,
        way,
        Spread.of(speeds).median(),
        all.millis(50),
        all.millis(99),
        Spread.of(speedRatios).median(),
        Spread.of(tailRatios).median());
  }
}
