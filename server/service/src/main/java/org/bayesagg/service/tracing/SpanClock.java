package org.bayesagg.service.tracing;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Dates {@code System.nanoTime()}, which is not set forward or back while a trace lasts. */
final class SpanClock {
  private final long begin = System.nanoTime();
  private final long epoch;

  SpanClock() {
    Instant now = Instant.now();
    epoch = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /** When it was made. */
  long begin() {
    return begin;
  }

  /** Nanoseconds since 1970. */
  long epochNanos(long nanoTime) {
    return epoch + (nanoTime - begin);
  }
}
