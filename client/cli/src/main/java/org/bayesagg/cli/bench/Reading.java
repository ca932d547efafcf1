package org.bayesagg.cli.bench;

import java.util.regex.Pattern;

/**
 * The server's memory at one moment.
 *
 * @param rssBytes resident memory of the process
 * @param collections garbage collections so far
 * @param heapBytes heap in use
 * @param countedBytes heap allocated up to the last collection
 * @param youngBytes heap in use where new objects go: allocated since the last collection
 */
record Reading(
    double rssBytes, double collections, double heapBytes, double countedBytes, double youngBytes) {
  static final String USED = "jvm_memory_pool_bytes_used";
  static final String POOL = "pool";
  static final Pattern HEAP = Pattern.compile("Eden|Survivor|Old|Tenured|ZHeap|Shenandoah");
  private static final Pattern YOUNG = Pattern.compile("Eden");

  /** From the server's metrics; NaN is what they do not tell. */
  static Reading of(MetricsPage page) {
    return new Reading(
        page.sum("process_resident_memory_bytes"),
        page.sum("jvm_gc_collection_seconds_count"),
        page.sum(USED, POOL, HEAP.asPredicate()),
        page.sum("jvm_memory_pool_allocated_bytes_total", POOL, HEAP.asPredicate()),
        page.sum(USED, POOL, YOUNG.asPredicate()));
  }

  /**
   * Heap bytes allocated since an earlier reading, within some regions of the heap. The JVM counts
   * what was allocated when it collects garbage; what came after that is what new objects take.
   */
  double allocatedSince(Reading earlier) {
    return collections == earlier.collections
        ? Math.max(0, heapBytes - earlier.heapBytes)
        : Math.max(0, allocated() - earlier.allocated());
  }

  private double allocated() {
    // Before the first collection there is no count.
    return (Double.isNaN(countedBytes) ? 0 : countedBytes) + youngBytes;
  }
}
