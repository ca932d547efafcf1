package org.bayesagg.service.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that stands still until a test moves it. */
final class HandTimers implements Timers {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparing(Alarm::due).thenComparing(Alarm::number));
  private Duration passed = Duration.ZERO;
  private long scheduled;

  private record Alarm(Duration due, long number, Runnable task) {}

  @Override
  public synchronized long nanoTime() {
    return passed.toNanos();
  }

  @Override
  public synchronized Instant now() {
    return START.plus(passed);
  }

  @Override
  public synchronized Timer schedule(Duration delay, Runnable task) {
    Alarm alarm = new Alarm(passed.plus(delay), scheduled++, task);
    alarms.add(alarm);
    return () -> cancel(alarm);
  }

  private synchronized void cancel(Alarm alarm) {
    alarms.remove(alarm);
  }

  /** Lets time pass; what falls due runs on this thread, at its time and in its order. */
  void advance(Duration by) {
    Duration end = passed.plus(by);
    for (Alarm next = due(end); next != null; next = due(end)) {
      next.task().run();
    }
    synchronized (this) {
      passed = end;
    }
  }

  private synchronized Alarm due(Duration end) {
    Alarm next = alarms.peek();
    if (next == null || next.due().compareTo(end) > 0) {
      return null;
    }
    passed = next.due();
    return alarms.remove();
  }

  /** What is still to happen. */
  synchronized int waiting() {
    return alarms.size();
  }
}
