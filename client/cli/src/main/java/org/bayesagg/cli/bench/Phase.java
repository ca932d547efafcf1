package org.bayesagg.cli.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.bayesagg.client.StepTimings;

/** A part of the server's work on a step, in the order in which they happen. */
enum Phase {
  /** Bytes to arrays. */
  DECODE(StepTimings::decode),
  /** Waiting for its turn. */
  QUEUE(StepTimings::queue),
  /** The batch's evidence. */
  EVIDENCE(StepTimings::evidence),
  /** Factorisation and products. */
  FACTORISATION(StepTimings::factorisation),
  /** Gradient moments. */
  MOMENTS(StepTimings::moments),
  /** Weights and their sum. */
  AGGREGATION(StepTimings::aggregation),
  /** Arrays to bytes. */
  ENCODE(StepTimings::encode);

  /** The maths; first the wait, where steps follow each other, for the last step's evidence. */
  static final List<Phase> MATHS = List.of(QUEUE, EVIDENCE, FACTORISATION, MOMENTS, AGGREGATION);

  private final Function<StepTimings, Duration> of;

  Phase(Function<StepTimings, Duration> of) {
    this.of = of;
  }

  long nanos(StepTimings timings) {
    return of.apply(timings).toNanos();
  }
}
