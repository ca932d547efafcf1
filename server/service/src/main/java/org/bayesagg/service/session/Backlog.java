package org.bayesagg.service.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** The calls that wait in a session, and how many may. Thread-safe. */
final class Backlog {
  private static final double LEAST_NANOS = Duration.ofMillis(10).toNanos();
  private static final double MOST_NANOS = Duration.ofSeconds(5).toNanos();

  private final int limit;
  private final IntConsumer changed;
  private final AtomicInteger waiting = new AtomicInteger();

  /** A running mean of the time of a step, in nanoseconds; 0 before the first. */
  private volatile double stepNanos;

  /** At most {@code limit} calls; {@code changed} is told how many wait, from any thread. */
  Backlog(int limit, IntConsumer changed) {
    this.limit = limit;
    this.changed = changed;
  }

  int limit() {
    return limit;
  }

  /** Takes a place, or returns false where there is none. */
  boolean enter() {
    int now = waiting.incrementAndGet();
    if (now > limit) {
      waiting.decrementAndGet();
      return false;
    }
    changed.accept(now);
    return true;
  }

  void leave() {
    changed.accept(waiting.decrementAndGet());
  }

  /** A step took so long; from one thread at a time. */
  void stepTook(long nanos) {
    double before = stepNanos;
    stepNanos = before == 0 ? nanos : 0.9 * before + 0.1 * nanos;
  }

  /** When half of those who wait now should be gone. */
  Duration retryAfter() {
    double nanos = stepNanos * waiting.get() / 2;
    return Duration.ofNanos((long) Math.min(Math.max(nanos, LEAST_NANOS), MOST_NANOS));
  }
}
