package org.bayesagg.cli.bench;

import java.time.Duration;
import java.util.List;
import org.bayesagg.client.ElementType;
import org.bayesagg.client.ServerInfo;
import org.bayesagg.client.StepTimings;

/** A run that was never made. */
final class SampleResults {
  static final Shape SHAPE = Shape.parse("gaussian:100x50x2");
  static final Shape MIX = Shape.parse("gaussian:100x50x2+bernoulli:100x50x2");

  private SampleResults() {}

  static BenchOptions options(long steps) {
    return new BenchOptions(
        List.of(SHAPE, MIX),
        1,
        2,
        Transport.AUTO,
        ElementType.F32,
        0,
        Duration.ofSeconds(1),
        Duration.ZERO,
        Duration.ZERO,
        1,
        3,
        steps,
        false,
        0,
        0);
  }

  /** Rounds of medians 2, 1 and 4 ms beside a yardstick of 4, 5 and 9 ms. */
  static ShapeResult withYardstick() {
    Tally tally = new Tally(SHAPE, SHAPE.requestBytes(4));
    Reading before = new Reading(1e6, 0, 1e6, Double.NaN, 1e6);
    for (double millis : new double[] {2, 1, 4}) {
      Sample round = new Sample();
      for (int i = 0; i < 10; i++) {
        round.add(Math.round(millis * 1e6), timings(millis));
      }
      tally.add(round, 0.5);
      tally.add(before, new Reading(2e6, 0, 5e6, Double.NaN, 5e6), 10, 2e5);
    }
    tally.add(new Yardstick.Timing(4, 3.5));
    tally.add(new Yardstick.Timing(9, 8));
    tally.add(new Yardstick.Timing(5, 4.5));
    return tally.result();
  }

  /** One step, about a server that tells nothing. */
  static ShapeResult bare() {
    Tally tally = new Tally(MIX, MIX.requestBytes(4));
    Sample round = new Sample();
    round.add(30_000_000, null);
    tally.add(round, 0.03);
    return tally.result();
  }

  static Surroundings surroundings() {
    return new Surroundings(
        "localhost:1", new ServerInfo("1.2.3", "cpu", "OpenBLAS core Test", null), "n/a", 2, "17");
  }

  private static StepTimings timings(double millis) {
    Duration part = Duration.ofNanos(Math.round(millis * 1e5));
    return new StepTimings(part, part, part, part, part, part, part);
  }
}
