package org.bayesagg.benchmarks;

import org.bayesagg.math.linalg.Precision;

/**
 * What has to be done at the least: arithmetic by precision, and traffic.
 *
 * @param singleFlops float32 additions and multiplications; divisions and roots count as one
 * @param doubleFlops the same in float64
 * @param bytes compulsory traffic: inputs, state and results once each; what a perfect cache keeps
 *     in between does not count
 */
record Work(double singleFlops, double doubleFlops, double bytes) {
  /** Nothing to do. */
  static final Work NONE = new Work(0, 0, 0);

  /** Arithmetic alone. */
  static Work flops(Precision precision, double flops) {
    return precision == Precision.SINGLE ? new Work(flops, 0, 0) : new Work(0, flops, 0);
  }

  /** float32 arithmetic. */
  static Work singles(double flops) {
    return new Work(flops, 0, 0);
  }

  /** float64 arithmetic. */
  static Work doubles(double flops) {
    return new Work(0, flops, 0);
  }

  /** Traffic alone. */
  static Work bytes(double bytes) {
    return new Work(0, 0, bytes);
  }

  Work plus(Work other) {
    return new Work(
        singleFlops + other.singleFlops, doubleFlops + other.doubleFlops, bytes + other.bytes);
  }

  Work times(double factor) {
    return new Work(singleFlops * factor, doubleFlops * factor, bytes * factor);
  }

  /** Of both precisions. */
  double flops() {
    return singleFlops + doubleFlops;
  }
}
