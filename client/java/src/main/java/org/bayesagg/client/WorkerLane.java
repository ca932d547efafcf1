package org.bayesagg.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Keeps one worker's contributions in order over two ways of sending: at most one unary call at a
 * time, and the stream. A small contribution goes as a unary call when nothing of the worker is on
 * its way; everything else goes by the stream, after a unary call that still runs.
 */
final class WorkerLane {
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean unaryRunning;
  private int streaming;

  <T> CompletableFuture<T> submit(
      boolean small, Supplier<CompletableFuture<T>> unary, Supplier<CompletableFuture<T>> stream) {
    CompletableFuture<T> result = new CompletableFuture<>();
    boolean asUnary;
    synchronized (this) {
      asUnary = small && !unaryRunning && streaming == 0;
      if (asUnary) {
        unaryRunning = true;
      } else {
        streaming++;
        Runnable start = () -> Futures.link(stream.get(), result, this::streamEnded);
        if (unaryRunning) {
          waiting.add(start);
        } else {
          start.run();
        }
      }
    }
    if (asUnary) {
      Futures.link(unary.get(), result, this::unaryEnded);
    }
    return result;
  }

  private synchronized void streamEnded() {
    streaming--;
  }

  private synchronized void unaryEnded() {
    unaryRunning = false;
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }
}
