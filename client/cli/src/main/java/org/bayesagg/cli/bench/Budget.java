package org.bayesagg.cli.bench;

import java.util.concurrent.atomic.AtomicLong;

/** How much work the workers of a round share. Thread-safe. */
final class Budget {
  private final AtomicLong taken = new AtomicLong();
  private final long endNanos;
  private final long least;
  private final boolean timed;

  private Budget(boolean timed, long endNanos, long least) {
    this.timed = timed;
    this.endNanos = endNanos;
    this.least = least;
  }

  /** So many steps. */
  static Budget steps(long count) {
    return new Budget(false, 0, count);
  }

  /** Steps that begin before {@code endNanos}, and later ones up to {@code least} in all. */
  static Budget until(long endNanos, long least) {
    return new Budget(true, endNanos, least);
  }

  /** Whether another step may begin now. */
  boolean take(long now) {
    return taken.getAndIncrement() < least || (timed && now - endNanos < 0);
  }
}
