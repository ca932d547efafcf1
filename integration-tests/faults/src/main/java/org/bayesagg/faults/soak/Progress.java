package org.bayesagg.faults.soak;

import java.util.concurrent.atomic.AtomicLong;

/** How far a soak is, and whether a fault has touched a step. Thread-safe. */
final class Progress {
  private final long total;
  private final Latencies latencies;
  private final AtomicLong steps = new AtomicLong();

  /** Odd while a fault lasts. */
  private final AtomicLong faults = new AtomicLong();

  Progress(long total) {
    this.total = total;
    this.latencies = new Latencies(total);
  }

  long steps() {
    return steps.get();
  }

  boolean isOver() {
    return steps.get() >= total;
  }

  void faultBegins() {
    faults.incrementAndGet();
  }

  void faultEnds() {
    faults.incrementAndGet();
  }

  long faults() {
    return faults.get();
  }

  /** A step that began when {@link #faults} was that. */
  void step(long faultsBefore, long nanos) {
    long number = steps.getAndIncrement();
    if (faultsBefore % 2 == 0 && faultsBefore == faults.get()) {
      latencies.add(number, nanos);
    }
  }

  double p99(int tenth) {
    return latencies.p99(tenth);
  }
}
