package org.bayesagg.client;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The futures that somebody waits for, so that closing leaves nobody waiting. */
final class PendingCalls {
  private final Map<Long, CompletableFuture<?>> pending = new ConcurrentHashMap<>();
  private final AtomicLong keys = new AtomicLong();
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
    long key = keys.incrementAndGet();
    pending.put(key, call);
    Futures.whenDone(call, (value, error) -> pending.remove(key));
    if (closed) {
      call.completeExceptionally(closedError.get());
    }
    return call;
  }

  /** Fails every call that is not done. */
  void close() {
    closed = true;
    pending.values().forEach(call -> call.completeExceptionally(closedError.get()));
  }
}
