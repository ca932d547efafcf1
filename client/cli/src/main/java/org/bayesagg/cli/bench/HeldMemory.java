package org.bayesagg.cli.bench;

/**
 * What a server holds when it has no garbage.
 *
 * @param matrixBytes of its engine, outside the heap
 * @param heapBytes in use
 * @param rssBytes resident memory of the process
 */
record HeldMemory(double matrixBytes, double heapBytes, double rssBytes) {
  /** From the server's metrics; NaN is what they do not tell. */
  static HeldMemory of(MetricsPage page) {
    return new HeldMemory(
        page.sum("bayesagg_engine_bytes"),
        page.sum(Reading.USED, Reading.POOL, Reading.HEAP.asPredicate()),
        page.sum("process_resident_memory_bytes"));
  }
}
