package org.bayesagg.service.grpc;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.util.concurrent.RateLimiter;
import java.time.Duration;
import java.util.Map;
import org.bayesagg.service.access.Identity;

/** How many contributions a second each identity may send. Thread-safe. */
final class StepRates {
  /** Addresses could be any number; who has been silent for so long begins anew. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private static final long MOST_KEPT = 10_000;

  private final int standard;
  private final Cache<String, RateLimiter> limiters =
      CacheBuilder.newBuilder().maximumSize(MOST_KEPT).expireAfterAccess(FORGOTTEN).build();

  /** {@code standard} a second for whom nothing else is said; 0: no limit. */
  StepRates(int standard) {
    this.standard = standard;
  }

  /** Throws RATE_LIMITED where this contribution is one too many. */
  void enter(Identity identity) {
    int rate = identity.stepsPerSecond().orElse(standard);
    if (rate == 0) {
      return;
    }
    RateLimiter limiter = limiters.asMap().computeIfAbsent(identity.name(), name -> limiter(rate));
    if (limiter.getRate() != rate) {
      limiter.setRate(rate);
    }
    if (!limiter.tryAcquire()) {
      throw new LimitException(
          LimitException.Reason.RATE_LIMITED,
          identity.name()
              + " may send "
              + rate
              + " contributions a second, all its workers together",
          Map.of("identity", identity.name(), "limit", String.valueOf(rate)),
          Duration.ofNanos(1_000_000_000L / rate));
    }
  }

  private static RateLimiter limiter(int rate) {
    return RateLimiter.create(rate);
  }
}
