package org.bayesagg.client;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The futures that somebody waits for, so that closing leaves nobody waiting. */
final class PendingCalls {
  private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();
  private final Supplier<AggregationException> closedError;
  private volatile boolean closed;

  PendingCalls(Supplier<AggregationException> closedError) {
    this.closedError = closedError;
  }

  /** Starts a call and remembers it until it is done; refuses it after {@link #close}. */
  <T> CompletableFuture<T> track(Supplier<CompletableFuture<T>> start) {
    if (closed) {
      return CompletableFuture.failedFuture(closedError.get());
    }
    CompletableFuture<T> call = start.get();
    pending.add(call);
    call.whenComplete((value, error) -> pending.remove(call));
    if (closed) {
      call.completeExceptionally(closedError.get());
    }
    return call;
  }

  /** Fails every call that is not done. */
  void close() {
    closed = true;
    pending.forEach(call -> call.completeExceptionally(closedError.get()));
  }
}
