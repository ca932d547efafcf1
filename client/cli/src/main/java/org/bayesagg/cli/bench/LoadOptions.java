package org.bayesagg.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bayesagg.client.ElementType;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code bench} that say what load the server gets. */
final class LoadOptions {
  /** Sessions, and workers of each, that keep a server of several cores busy. */
  private static final int OVERLOAD_LANES = 4;

  @Parameters(
      paramLabel = "SHAPE",
      description = {
        "KIND:NxDxK: N examples, D features, K outputs (or classes) of one task. KIND is gaussian,"
            + " bernoulli or categorical with preset PAPER, or robust-KIND with preset ROBUST."
            + " Several joined by + are the tasks of one session, such as"
            + " gaussian:128x512x3+bernoulli:128x512x20; T*KIND:NxDxK is T equal tasks. A list in"
            + " place of one number is a series, such as bernoulli:128x256x1,10,100. Without any: a"
            + " list from small to large."
      })
  private final List<String> shapes = new ArrayList<>();

  @Option(
      names = "--sessions",
      paramLabel = "S",
      description = "Sessions at a time (default: 1; 4 with --overload).")
  private Integer sessions;

  @Option(
      names = "--workers",
      paramLabel = "W",
      description = "Independent workers of each session (default: 1; 4 with --overload).")
  private Integer workers;

  @Option(
      names = "--transport",
      paramLabel = "WAY",
      defaultValue = "auto",
      description =
          "auto: as the client chooses by size; unary, which refuses what is too large; stream"
              + " (default: ${DEFAULT-VALUE}).")
  private Transport transport;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "f32",
      description = "How features are sent: f32, f16 or bf16 (default: ${DEFAULT-VALUE}).")
  private ElementType dtype;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "0",
      description =
          "Steps a second of all workers together, at fixed times; latency counts from when a step"
              + " was due. Without it each worker waits for its answer.")
  private double rate;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Length of a round (default: ${DEFAULT-VALUE}).")
  private double duration;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description = "Before a shape's first round (default: ${DEFAULT-VALUE}).")
  private double warmup;

  @Option(
      names = "--prime",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long small steps of the same kinds are made on each server before the first shape, so"
              + " that the JVMs of client and server have compiled what all shapes share (default:"
              + " ${DEFAULT-VALUE}).")
  private double prime;

  @Option(
      names = "--min-steps",
      paramLabel = "N",
      defaultValue = "15",
      description = "Least steps of a round, for large shapes (default: ${DEFAULT-VALUE}).")
  private int minSteps;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds of each shape (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "End after N steps, not by time, and show the server's memory at 10, 50 and 100%%.")
  private Long steps;

  @Option(names = "--cycle", description = "The shapes take turns step by step.")
  private boolean cycle;

  @Option(
      names = "--refresh-interval",
      paramLabel = "M",
      defaultValue = "0",
      description = "Steps from one factorisation to the next, of robust- shapes (default: 1).")
  private int refreshInterval;

  @Option(
      names = "--max-examples",
      paramLabel = "N",
      defaultValue = "0",
      description = "Most examples of a step that the session allows (default: the shape's).")
  private int maxExamples;

  /**
   * The options, checked.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  BenchOptions options() {
    return options(Shape.STANDARD, 1);
  }

  /** The same for {@code --overload}. */
  BenchOptions overload() {
    return options(Shape.OVERLOAD, OVERLOAD_LANES);
  }

  private BenchOptions options(List<Shape> standard, int lanes) {
    return new BenchOptions(
        shapes.isEmpty()
            ? standard
            : shapes.stream().flatMap(LoadOptions::expanded).distinct().toList(),
        sessions == null ? lanes : sessions,
        workers == null ? lanes : workers,
        transport,
        dtype,
        rate,
        seconds(duration),
        seconds(warmup),
        seconds(prime),
        minSteps,
        rounds,
        steps == null ? 0 : steps,
        cycle,
        refreshInterval,
        maxExamples);
  }

  /**
   * The series among the shapes, in their order.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  List<Series> series() {
    return shapes.stream().distinct().filter(Series::isOne).map(Series::parse).toList();
  }

  private static Stream<Shape> expanded(String text) {
    return Series.isOne(text) ? Series.parse(text).shapes().stream() : Stream.of(Shape.parse(text));
  }

  private static Duration seconds(double value) {
    return Duration.ofNanos((long) (value * 1e9));
  }
}
