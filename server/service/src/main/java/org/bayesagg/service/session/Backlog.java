package org.bayesagg.service.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The calls that wait in a session, how many may, and how long they will. Thread-safe.
 *
 * <p>How long is told from the time between two steps while calls wait, which grows with what other
 * sessions take of the same processors.
 */
final class Backlog {
  private static final double LEAST_NANOS = Duration.ofMillis(10).toNanos();
  private static final double MOST_NANOS = Duration.ofSeconds(5).toNanos();

  /** Weight of the newest step in the mean. */
  private static final double NEW = 0.1;

  /** So many may always wait: without any, nobody would notice that steps are faster again. */
  private static final int LEAST_QUEUE = 2;

  /** Of the time that a caller has, what it may spend in the queue. */
  private static final double SOON = 0.125;

  private final int limit;
  private final IntConsumer changed;
  private final AtomicInteger waiting = new AtomicInteger();

  /** Of those that wait, the ones whose turn has not come. */
  private final AtomicInteger queued = new AtomicInteger();

  /** A running mean of the time from step to step, in nanoseconds; 0 before the first. */
  private volatile double stepNanos;

  /** When the last step was over, where calls waited then. From the steps' thread alone. */
  private long busySince;

  private boolean busy;

  /** At most {@code limit} calls; {@code changed} is told how many wait, from any thread. */
  Backlog(int limit, IntConsumer changed) {
    this.limit = limit;
    this.changed = changed;
  }

  int limit() {
    return limit;
  }

  /** Calls that have a place. */
  int waiting() {
    return waiting.get();
  }

  /** Takes a place, or returns false where there is none. */
  boolean enter() {
    int now = waiting.incrementAndGet();
    if (now > limit) {
      waiting.decrementAndGet();
      return false;
    }
    queued.incrementAndGet();
    changed.accept(now);
    return true;
  }

  /** The turn of one that waits has come; it keeps its place. */
  void begin() {
    queued.decrementAndGet();
  }

  /** One goes whose turn never came. */
  void giveUp() {
    begin();
    leave();
  }

  void leave() {
    changed.accept(waiting.decrementAndGet());
  }

  /** A step was made; from one thread at a time. */
  void stepTook(long startNanos, long endNanos) {
    long nanos = endNanos - (busy ? busySince : startNanos);
    double before = stepNanos;
    stepNanos = before == 0 ? nanos : before + NEW * (nanos - before);
    busySince = endNanos;
    busy = queued.get() > 0;
  }

  /**
   * Whether a call that comes now should be answered while its caller waits, and soon: a queue need
   * only be as long as keeps the processors busy. In a longer one everybody waits for longer, what
   * waits is no more in the processor's caches when its turn comes, and fewer are answered.
   */
  boolean inTime(long patienceNanos) {
    int before = queued.get();
    return before < LEAST_QUEUE || before * stepNanos <= patienceNanos * SOON;
  }

  /** When half of those who wait now should be gone. */
  Duration retryAfter() {
    return after(stepNanos * waiting.get() / 2);
  }

  /**
   * When the turns of all who wait now should have come: a caller with little time asks once more,
   * or not at all, where asking again and again would take the time of those who are let in.
   */
  Duration retryInTime() {
    return after(stepNanos * queued.get());
  }

  private static Duration after(double nanos) {
    return Duration.ofNanos((long) Math.min(Math.max(nanos, LEAST_NANOS), MOST_NANOS));
  }
}
