package org.bayesagg.service.session;

import java.time.Duration;
import java.time.Instant;

/** Time, and what is to happen later. Thread-safe. */
interface Timers {
  /** As {@link System#nanoTime}. */
  long nanoTime();

  /** The time of day. */
  Instant now();

  /** Runs {@code task} once after {@code delay}; the task must be quick. */
  Timer schedule(Duration delay, Runnable task);

  /** Something that is to happen. */
  interface Timer {
    /** Lets it not happen, if it has not begun. */
    void cancel();
  }
}
