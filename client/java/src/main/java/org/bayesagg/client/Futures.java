package org.bayesagg.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Futures whose errors stay unwrapped and whose cancellation goes upstream. */
final class Futures {
  private Futures() {}

  /** Runs an action when the future is done; the action must not throw. */
  static <T> void whenDone(
      CompletableFuture<T> future, BiConsumer<? super T, ? super Throwable> action) {
    var unused = future.whenComplete(action);
  }

  /**
   * Completes {@code result} as {@code call} ends, after {@code ended} has run; cancels the call
   * when the result is done otherwise.
   */
  static <T> void link(CompletableFuture<T> call, CompletableFuture<T> result, Runnable ended) {
    whenDone(result, (value, error) -> call.cancel(false));
    whenDone(
        call,
        (value, error) -> {
          ended.run();
          if (error != null) {
            result.completeExceptionally(unwrap(error));
          } else {
            result.complete(value);
          }
        });
  }

  /** The call's answer converted; what the conversion throws fails the result. */
  static <A, B> CompletableFuture<B> map(CompletableFuture<A> call, Function<A, B> conversion) {
    CompletableFuture<B> result = new CompletableFuture<>();
    whenDone(result, (value, error) -> call.cancel(false));
    whenDone(
        call,
        (value, error) -> {
          if (error != null) {
            result.completeExceptionally(unwrap(error));
            return;
          }
          try {
            result.complete(conversion.apply(value));
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** The call, or another one where it fails in a way that {@code when} accepts. */
  static <T> CompletableFuture<T> orElse(
      CompletableFuture<T> call,
      Predicate<AggregationException> when,
      Supplier<CompletableFuture<T>> other) {
    CompletableFuture<T> result = new CompletableFuture<>();
    whenDone(result, (value, error) -> call.cancel(false));
    whenDone(
        call,
        (value, error) -> {
          if (error == null) {
            result.complete(value);
          } else if (error instanceof AggregationException failure && when.test(failure)) {
            link(other.get(), result, () -> {});
          } else {
            result.completeExceptionally(error);
          }
        });
    return result;
  }

  /** Waits; an {@link AggregationException} is thrown with the waiting thread's stack. */
  static <T> T await(CompletableFuture<T> future, ErrorDecoder errors) {
    return await(future, new WaitingThread(), errors);
  }

  /** Waits, and meanwhile runs what is given to {@code here} on the calling thread. */
  static <T> T await(CompletableFuture<T> future, WaitingThread here, ErrorDecoder errors) {
    try {
      here.runUntilDone(future);
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw errors.local(
          io.grpc.Status.Code.CANCELLED, ErrorReason.INTERRUPTED, "interrupted while waiting");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AggregationException failure) {
        throw failure.rethrown();
      }
      throw new IllegalStateException("a call failed in an unforeseen way", e.getCause());
    }
  }

  /** What failed a future that another one depends on. */
  static Throwable unwrap(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
