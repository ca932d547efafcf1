package org.bayesagg.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bayesagg.cli.server.Endpoint;

/** Measures shape after shape; the yardstick runs between a shape's rounds, the server idle. */
final class Bench {
  private final BenchOptions options;
  private final Endpoint target;
  private final ServerProbe probe;
  private final Yardstick yardstick;

  /**
   * A run.
   *
   * @param yardstick null: none
   */
  Bench(BenchOptions options, Endpoint target, ServerProbe probe, Yardstick yardstick) {
    this.options = options;
    this.target = target;
    this.probe = probe;
    this.yardstick = yardstick;
  }

  /**
   * Runs everything.
   *
   * @param done gets each result as soon as it is there
   * @return all of them, in the order of the shapes
   * @throws IOException if metrics cannot be read or the yardstick not started
   */
  List<ShapeResult> run(Consumer<ShapeResult> done) throws IOException {
    List<ShapeResult> results = new ArrayList<>();
    Priming.of(target, options);
    for (List<Shape> group : options.groups()) {
      for (ShapeResult result : measure(group)) {
        results.add(result);
        done.accept(result);
      }
    }
    return results;
  }

  private List<ShapeResult> measure(List<Shape> group) throws IOException {
    Map<Shape, Tally> tallies = new LinkedHashMap<>();
    for (Shape shape : group) {
      tallies.put(shape, new Tally(shape, shape.requestBytes(options.featureBytes())));
    }
    Optional<HeldMemory> before = group.size() == 1 ? probe.held() : Optional.empty();
    try (Load load = Load.open(target, group, options)) {
      load.run(Segment.warmup(options, group.size()), 0);
      for (Segment segment : Segment.of(options)) {
        remote(load, segment, tallies);
        for (Map.Entry<Shape, Tally> entry : tallies.entrySet()) {
          if (yardstick != null && !entry.getKey().mix()) {
            entry.getValue().add(yardstick.run(entry.getKey()));
          }
        }
      }
      if (before.isPresent()) {
        SessionMemory memory =
            SessionMemory.between(before.get(), probe.held().orElseThrow(), load.footprintBytes());
        tallies.get(group.get(0)).setMemory(memory);
      }
    }
    return tallies.values().stream().map(Tally::result).toList();
  }

  private void remote(Load load, Segment segment, Map<Shape, Tally> tallies) throws IOException {
    Optional<Reading> before = probe.read();
    Load.Outcome outcome = load.run(segment, options.rate());
    Optional<Reading> after = probe.read();
    double bytes =
        outcome.samples().entrySet().stream()
            .mapToDouble(entry -> (double) entry.getValue().steps() * messageBytes(entry.getKey()))
            .sum();
    tallies.forEach(
        (shape, tally) -> {
          tally.add(outcome.samples().get(shape), outcome.seconds());
          if (before.isPresent() && after.isPresent()) {
            tally.add(before.get(), after.get(), outcome.steps(), bytes);
          }
        });
  }

  private long messageBytes(Shape shape) {
    return shape.requestBytes(options.featureBytes()) + shape.answerBytes();
  }
}
