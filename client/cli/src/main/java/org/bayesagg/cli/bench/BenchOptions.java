package org.bayesagg.cli.bench;

import java.time.Duration;
import java.util.List;
import org.bayesagg.client.ElementType;

/**
 * What is measured, and how.
 *
 * @param shapes the steps
 * @param sessions sessions of each shape at a time, at least 1
 * @param workers workers of each session, at least 1
 * @param transport how contributions travel
 * @param featureType how features are encoded
 * @param rate steps a second of all workers together; 0: closed loop
 * @param duration of a round
 * @param warmup before a shape's first round
 * @param prime how long small steps are made before the first shape
 * @param minSteps of a round, even where the duration is over
 * @param rounds at least 1
 * @param totalSteps of a run that ends by count, not by time; 0: by time
 * @param cycle the shapes take turns step by step
 * @param refreshInterval of robust sessions; 0: the server's default
 * @param maxExamples the session's most examples a step; 0: those of the shape
 */
record BenchOptions(
    List<Shape> shapes,
    int sessions,
    int workers,
    Transport transport,
    ElementType featureType,
    double rate,
    Duration duration,
    Duration warmup,
    Duration prime,
    int minSteps,
    int rounds,
    long totalSteps,
    boolean cycle,
    int refreshInterval,
    int maxExamples) {
  /** A tenth of a counted run is at least a step. */
  private static final long LEAST_STEPS = 10;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming what is wrong and what would not be
   */
  BenchOptions {
    shapes = List.copyOf(shapes);
    atLeast("--sessions", sessions, 1);
    atLeast("--workers", workers, 1);
    atLeast("--min-steps", minSteps, 1);
    atLeast("--rounds", rounds, 1);
    if (totalSteps != 0) {
      atLeast("--steps", totalSteps, LEAST_STEPS);
    }
    atLeast("--refresh-interval", refreshInterval, 0);
    atLeast("--max-examples", maxExamples, 0);
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("--rate " + rate + ": above 0");
    }
    if (featureType == ElementType.F64) {
      throw new IllegalArgumentException("--dtype f64: f32, f16 or bf16");
    }
    if (duration.isNegative() || warmup.isNegative() || prime.isNegative()) {
      throw new IllegalArgumentException("--duration, --warmup and --prime: at least 0");
    }
    for (Shape shape : shapes) {
      if (!transport.carries(shape.requestBytes(featureBytes(featureType)), shape.answerBytes())) {
        throw new IllegalArgumentException(
            "--transport unary: " + shape + " is too large for a unary call");
      }
    }
  }

  /** Workers of a shape, over all its sessions. */
  int lanes() {
    return sessions * workers;
  }

  /** The same by another way. */
  BenchOptions over(Transport way) {
    return new BenchOptions(
        shapes,
        sessions,
        workers,
        way,
        featureType,
        rate,
        duration,
        warmup,
        prime,
        minSteps,
        rounds,
        totalSteps,
        cycle,
        refreshInterval,
        maxExamples);
  }

  /** Whether it ends by count. */
  boolean counted() {
    return totalSteps > 0;
  }

  /** The shapes that run at a time: all of them where they take turns. */
  List<List<Shape>> groups() {
    return cycle ? List.of(shapes) : shapes.stream().map(List::of).toList();
  }

  /** Bytes of one element of the features. */
  int featureBytes() {
    return featureBytes(featureType);
  }

  private static int featureBytes(ElementType type) {
    return type == ElementType.F32 ? Float.BYTES : Short.BYTES;
  }

  private static void atLeast(String option, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(option + " " + value + ": at least " + least);
    }
  }
}
