package org.bayesagg.client;

import java.time.Duration;
import java.util.Objects;

/**
 * How calls are repeated after an error that may pass. The wait before the k-th repetition is drawn
 * evenly from [w/2, w], w = min(initial · 2^(k−1), max); a longer wait that the server names is
 * kept. Repetitions end with the call's time.
 *
 * @param maxAttempts attempts in all, at least 1
 * @param initialBackoff first wait, above 0
 * @param maxBackoff longest wait, at least the first
 */
public record RetryPolicy(int maxAttempts, Duration initialBackoff, Duration maxBackoff) {

  /** Checks the values. */
  public RetryPolicy {
    Objects.requireNonNull(initialBackoff, "initialBackoff");
    Objects.requireNonNull(maxBackoff, "maxBackoff");
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts " + maxAttempts + ": at least 1");
    }
    if (initialBackoff.isNegative() || initialBackoff.isZero()) {
      throw new IllegalArgumentException("initialBackoff " + initialBackoff + ": above 0");
    }
    if (maxBackoff.compareTo(initialBackoff) < 0) {
      throw new IllegalArgumentException(
          "maxBackoff " + maxBackoff + ": at least initialBackoff " + initialBackoff);
    }
  }

  /** As often as the call's time allows, after 50 ms at first and 5 s at most. */
  public static RetryPolicy standard() {
    return new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(50), Duration.ofSeconds(5));
  }

  /** One attempt only. */
  public static RetryPolicy none() {
    return new RetryPolicy(1, Duration.ofMillis(50), Duration.ofSeconds(5));
  }
}
