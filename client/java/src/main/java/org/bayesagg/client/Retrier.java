package org.bayesagg.client;

import io.grpc.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;

/** Repeats calls whose errors may pass: by the contract every call may be repeated. */
final class Retrier {
  private final RetryPolicy policy;
  private final ScheduledExecutorService timer;
  private final DoubleSupplier random;
  private final Runnable beforeRepetition;

  /**
   * Repeats by a policy.
   *
   * @param random evenly from [0, 1)
   * @param beforeRepetition run before every repetition: lets the channel connect at once
   */
  Retrier(
      RetryPolicy policy,
      ScheduledExecutorService timer,
      DoubleSupplier random,
      Runnable beforeRepetition) {
    this.policy = policy;
    this.timer = timer;
    this.random = random;
    this.beforeRepetition = beforeRepetition;
  }

  /** One attempt at a call; {@code number} counts from 1. */
  interface Attempt<T> {
    CompletableFuture<T> start(int number);
  }

  /** Attempts until one succeeds or repeating cannot help; cancelling ends the running attempt. */
  <T> CompletableFuture<T> call(Deadline deadline, Attempt<T> attempt) {
    CompletableFuture<T> result = new CompletableFuture<>();
    AtomicReference<CompletableFuture<T>> running = new AtomicReference<>();
    Futures.whenDone(
        result,
        (value, error) -> {
          CompletableFuture<T> last = running.get();
          if (last != null) {
            last.cancel(false);
          }
        });
    attempt(result, running, deadline, attempt, 1, null);
    return result;
  }

  private <T> void attempt(
      CompletableFuture<T> result,
      AtomicReference<CompletableFuture<T>> running,
      Deadline deadline,
      Attempt<T> attempt,
      int number,
      Throwable before) {
    if (result.isDone()) {
      return;
    }
    CompletableFuture<T> current = attempt.start(number);
    running.set(current);
    Futures.whenDone(
        current,
        (value, error) -> {
          if (error == null) {
            result.complete(value);
            return;
          }
          OptionalLong wait =
              error instanceof AggregationException failure
                  ? wait(failure, number, deadline)
                  : OptionalLong.empty();
          if (wait.isEmpty()) {
            if (before != null) {
              error.addSuppressed(before);
            }
            result.completeExceptionally(error);
            return;
          }
          schedule(
              () -> attempt(result, running, deadline, attempt, number + 1, error),
              wait.getAsLong());
        });
  }

  /** Runs a repetition after a wait in nanoseconds. */
  void schedule(Runnable repetition, long nanos) {
    try {
      var unused =
          timer.schedule(
              () -> {
                beforeRepetition.run();
                repetition.run();
              },
              nanos,
              TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The client was closed meanwhile, which has failed every pending future.
    }
  }

  /** How long to wait after attempt {@code number} failed; empty where repeating cannot help. */
  OptionalLong wait(AggregationException failure, int number, Deadline deadline) {
    if (!mayPass(failure) || number >= policy.maxAttempts()) {
      return OptionalLong.empty();
    }
    long wait = Math.max(backoff(number), failure.retryAfter().map(Duration::toNanos).orElse(0L));
    return wait < deadline.timeRemaining(TimeUnit.NANOSECONDS)
        ? OptionalLong.of(wait)
        : OptionalLong.empty();
  }

  /** The wait after attempt {@code number}, drawn from [w/2, w]. */
  long backoff(int number) {
    double longest =
        Math.min(
            (double) policy.maxBackoff().toNanos(),
            policy.initialBackoff().toNanos() * Math.pow(2, number - 1));
    return (long) (longest * (0.5 + 0.5 * random.getAsDouble()));
  }

  /** Whether an error may be gone the next time. */
  static boolean mayPass(AggregationException failure) {
    return switch (failure.code()) {
      case "UNAVAILABLE", "ABORTED" -> failure.reason() != ErrorReason.UNTRUSTED;
      case "RESOURCE_EXHAUSTED" -> failure.retryAfter().isPresent();
      // A broken connection may surface as INTERNAL; the server's own has a reason.
      case "INTERNAL" -> failure.rawReason().isEmpty() && failure.reason() == ErrorReason.INTERNAL;
      // So does a connection that is closed while a call is written to it; the server never says
      // this.
      case "UNKNOWN" -> failure.rawReason().isEmpty() && isOfConnection(failure);
      default -> false;
    };
  }

  private static boolean isOfConnection(Throwable failure) {
    Throwable cause = failure.getCause();
    while (cause != null && !(cause instanceof IOException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }
}
