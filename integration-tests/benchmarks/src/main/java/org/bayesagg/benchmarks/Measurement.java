package org.bayesagg.benchmarks;

/**
 * A case's times and allocation.
 *
 * @param what was measured
 * @param median nanoseconds of an operation, over the iterations' means
 * @param min of the fastest iteration
 * @param max of the slowest iteration
 * @param allocatedBytes heap bytes an operation allocates, over all threads; NaN where unknown
 */
record Measurement(
    BenchmarkCase what, double median, double min, double max, double allocatedBytes) {

  /** How many times the floor it took. */
  double ratio(Roofs roofs) {
    return median / roofs.floorNanos(what.work());
  }
}
