package org.bayesagg.faults.abuse;

import java.time.Duration;

/** How much of a processor a process takes: 1 is one processor, all the time. */
final class Busy {
  private final long pid;
  private final long sinceNanos = System.nanoTime();
  private final Duration before;

  /** From now on. */
  Busy(long pid) {
    this.pid = pid;
    before = time();
  }

  /** Processors until now. */
  double processors() {
    return (double) time().minus(before).toNanos() / (System.nanoTime() - sinceNanos);
  }

  private Duration time() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }
}
