package org.bayesagg.benchmarks;

import java.util.Comparator;
import java.util.List;

/**
 * What the machine can do, as measured on it.
 *
 * @param singleRate float32 operations a second of a large product
 * @param doubleRate the same in float64
 * @param bandwidths of copies of growing size; at least one
 */
record Roofs(double singleRate, double doubleRate, List<Bandwidth> bandwidths) {
  private static final double NANOS = 1e9;

  /**
   * A copy's speed.
   *
   * @param bytes read and written by it
   * @param rate bytes a second
   */
  record Bandwidth(double bytes, double rate) {}

  /** Sorts the bandwidths. */
  Roofs {
    bandwidths = bandwidths.stream().sorted(Comparator.comparingDouble(Bandwidth::bytes)).toList();
  }

  /** Both precisions use the same units, so their times add up. */
  double arithmeticNanos(Work work) {
    return NANOS * (work.singleFlops() / singleRate + work.doubleFlops() / doubleRate);
  }

  /**
   * At the rate of the largest copy that moves no more: smaller ones live in a cache and are
   * faster, so that the floor stays one.
   */
  double trafficNanos(Work work) {
    double rate = bandwidths.get(0).rate();
    for (Bandwidth bandwidth : bandwidths) {
      if (bandwidth.bytes() <= work.bytes()) {
        rate = bandwidth.rate();
      }
    }
    return NANOS * work.bytes() / rate;
  }

  /** The least time: arithmetic and traffic may overlap perfectly. */
  double floorNanos(Work work) {
    return Math.max(arithmeticNanos(work), trafficNanos(work));
  }

  /** Whether arithmetic, not traffic, sets the floor. */
  boolean arithmeticBound(Work work) {
    return arithmeticNanos(work) >= trafficNanos(work);
  }
}
