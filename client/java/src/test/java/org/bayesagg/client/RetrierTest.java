package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Deadline;
import io.grpc.Status;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetrierTest {
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final ErrorDecoder errors = new ErrorDecoder("host:1");
  private final AtomicInteger resets = new AtomicInteger();
  private final AggregationException away = errors.decode(Status.UNAVAILABLE, null);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void backoff_doublesUpToItsMaximumWithJitterBelow() {
    RetryPolicy policy = new RetryPolicy(9, Duration.ofMillis(100), Duration.ofMillis(500));
    Retrier least = retrier(policy, 0);
    Retrier most = retrier(policy, 1);
    assertThat(least.backoff(1)).isEqualTo(Duration.ofMillis(50).toNanos());
    assertThat(most.backoff(1)).isEqualTo(Duration.ofMillis(100).toNanos());
    assertThat(most.backoff(2)).isEqualTo(Duration.ofMillis(200).toNanos());
    assertThat(most.backoff(4)).isEqualTo(Duration.ofMillis(500).toNanos());
    assertThat(most.backoff(4000)).isEqualTo(Duration.ofMillis(500).toNanos());
  }

  @Test
  void wait_keepsWhatTheServerAskedFor() {
    Retrier retrier = retrier(fast(9), 0);
    AggregationException busy =
        new AggregationException(
            "busy",
            "RESOURCE_EXHAUSTED",
            ErrorReason.QUEUE_FULL,
            "QUEUE_FULL",
            java.util.List.of(),
            java.util.Map.of(),
            Duration.ofSeconds(3),
            "",
            null);
    assertThat(retrier.wait(busy, 1, in(60))).hasValue(Duration.ofSeconds(3).toNanos());
    assertThat(retrier.wait(busy, 1, in(2))).isEmpty();
    assertThat(retrier.wait(busy, 9, in(60))).isEmpty();
  }

  @Test
  void mayPass_closedWhileACallIsWritten_is() {
    Status unknown = Status.UNKNOWN.withDescription("channel closed");
    Status closed = unknown.withCause(new ClosedChannelException());
    assertThat(Retrier.mayPass(errors.decode(closed, null))).isTrue();
    assertThat(Retrier.mayPass(errors.decode(unknown, null))).isFalse();
  }

  @Test
  void passingError_isRepeatedUntilItPasses() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    CompletableFuture<String> result =
        retrier(fast(9), 0.5)
            .call(
                in(60),
                number -> {
                  attempts.incrementAndGet();
                  return number < 4
                      ? CompletableFuture.failedFuture(away)
                      : CompletableFuture.completedFuture("answer " + number);
                });
    assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("answer 4");
    assertThat(attempts).hasValue(4);
    assertThat(resets).hasValue(3);
  }

  @Test
  void lastingError_isNotRepeated() {
    AggregationException wrong = errors.decode(Status.INVALID_ARGUMENT, null);
    AtomicInteger attempts = new AtomicInteger();
    CompletableFuture<String> result =
        retrier(fast(9), 0)
            .call(
                in(60),
                number -> {
                  attempts.incrementAndGet();
                  return CompletableFuture.failedFuture(wrong);
                });
    assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCause(wrong);
    assertThat(attempts).hasValue(1);
  }

  @Test
  void attempts_areLimitedAndTheLastErrorKnowsTheOneBefore() {
    AtomicInteger attempts = new AtomicInteger();
    CompletableFuture<String> result =
        retrier(fast(3), 0)
            .call(
                in(60),
                number -> {
                  attempts.incrementAndGet();
                  return CompletableFuture.failedFuture(errors.decode(Status.UNAVAILABLE, null));
                });
    assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS))
        .cause()
        .satisfies(error -> assertThat(error.getSuppressed()).hasSize(1));
    assertThat(attempts).hasValue(3);
  }

  @Test
  void cancelling_cancelsTheRunningAttempt() {
    CompletableFuture<String> attempt = new CompletableFuture<>();
    retrier(fast(3), 0).call(in(60), number -> attempt).cancel(false);
    assertThat(attempt).isCancelled();
  }

  @Test
  void policy_refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> fast(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Retrier retrier(RetryPolicy policy, double random) {
    return new Retrier(policy, timer, () -> random, resets::incrementAndGet);
  }

  private static RetryPolicy fast(int attempts) {
    return new RetryPolicy(attempts, Duration.ofMillis(1), Duration.ofMillis(2));
  }

  private static Deadline in(int seconds) {
    return Deadline.after(seconds, TimeUnit.SECONDS);
  }
}
