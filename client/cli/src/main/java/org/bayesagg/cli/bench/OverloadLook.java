package org.bayesagg.cli.bench;

import java.lang.management.ManagementFactory;

/**
 * How busy server, client and machine are at one moment.
 *
 * @param serverSeconds processor time of the server's process so far
 * @param clientSeconds processor time of this process so far
 * @param machineSeconds processor time of everybody on the machine so far; NaN where unknown
 * @param steps that its sessions have counted
 * @param refusals calls that the server has answered with RESOURCE_EXHAUSTED
 * @param collectionSeconds the server's garbage collections so far
 * @param queued calls that wait or run in its sessions
 * @param heapBytes of its heap in use
 */
record OverloadLook(
    double serverSeconds,
    double clientSeconds,
    double machineSeconds,
    double steps,
    double refusals,
    double collectionSeconds,
    double queued,
    double heapBytes) {

  /** From the server's metrics and what the system says of this process. */
  static OverloadLook of(MetricsPage page) {
    return new OverloadLook(
        page.sum("process_cpu_seconds_total"),
        ownSeconds(),
        MachineTime.seconds().orElse(Double.NaN),
        known(page.sum("bayesagg_steps_total")),
        known(page.sum("bayesagg_calls_total", "code", "RESOURCE_EXHAUSTED"::equals)),
        page.sum("jvm_gc_collection_seconds_sum"),
        page.sum("bayesagg_queue"),
        page.sum(Reading.USED, Reading.POOL, Reading.HEAP.asPredicate()));
  }

  private static double known(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  private static double ownSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : Double.NaN;
  }
}
