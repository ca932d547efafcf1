package org.bayesagg.service.codec;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Times of the JDK as times of the wire. */
final class Durations {
  /** A hundred years: still fits a long of nanoseconds. */
  static final long MAX_SECONDS = 3_155_760_000L;

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private Durations() {}

  static Duration ofNanos(long nanos) {
    return of(java.time.Duration.ofNanos(nanos));
  }

  static Duration of(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  static Timestamp of(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /** Whether a wire duration is well formed, above 0 and at most {@link #MAX_SECONDS}. */
  static boolean isPositive(Duration duration) {
    return duration.getSeconds() >= 0
        && duration.getSeconds() <= MAX_SECONDS
        && duration.getNanos() >= 0
        && duration.getNanos() < NANOS_PER_SECOND
        && duration.getSeconds() + duration.getNanos() > 0;
  }
}
