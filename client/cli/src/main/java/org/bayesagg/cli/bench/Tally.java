package org.bayesagg.cli.bench;

import java.util.ArrayList;
import java.util.List;

/** Gathers the rounds of one shape. */
final class Tally {
  private static final double P50 = 50;

  private final Shape shape;
  private final long requestBytes;
  private final Sample all = new Sample();
  private final List<Double> medians = new ArrayList<>();
  private final List<Double> rssBytes = new ArrayList<>();
  private final List<Double> yardstickMedians = new ArrayList<>();
  private double yardstickMin = Double.POSITIVE_INFINITY;
  private double seconds;
  private double allocated;
  private long allocatingSteps;
  private double allocatingBytes;
  private SessionMemory memory;

  /**
   * Without any round yet.
   *
   * @param requestBytes of a step's arrays
   */
  Tally(Shape shape, long requestBytes) {
    this.shape = shape;
    this.requestBytes = requestBytes;
  }

  /** Adds a round. */
  void add(Sample sample, double roundSeconds) {
    if (sample.steps() > 0) {
      medians.add(sample.millis(P50));
    }
    all.add(sample);
    seconds += roundSeconds;
  }

  /**
   * Adds what the server said after a round.
   *
   * @param steps of all shapes in the round
   * @param messageBytes of all these steps
   */
  void add(Reading before, Reading after, long steps, double messageBytes) {
    allocated += after.allocatedSince(before);
    allocatingSteps += steps;
    allocatingBytes += messageBytes;
    rssBytes.add(after.rssBytes());
  }

  /** Sets what its sessions take. */
  void setMemory(SessionMemory memory) {
    this.memory = memory;
  }

  /** Adds a round of the yardstick. */
  void add(Yardstick.Timing timing) {
    yardstickMedians.add(timing.medianMillis());
    yardstickMin = Math.min(yardstickMin, timing.minMillis());
  }

  /** What came of at least one step. */
  ShapeResult result() {
    return new ShapeResult(
        shape,
        Spread.of(medians),
        all.millis(90),
        all.millis(99),
        all.millis(99.9),
        all.steps(),
        all.steps() / seconds,
        requestBytes,
        shape.answerBytes(),
        all.phaseMillis(),
        allocated / allocatingSteps,
        allocated / allocatingBytes,
        List.copyOf(rssBytes),
        memory,
        yardstickMedians.isEmpty() ? null : Spread.of(yardstickMedians),
        yardstickMedians.isEmpty() ? Double.NaN : yardstickMin);
  }
}
