package org.bayesagg.client;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Lends the thread that waits for a call to the call: its answer is read and decoded there, which
 * spares waking another thread in between. Tasks that come when it no longer waits run where they
 * come from; nobody's dependents are among them.
 */
final class WaitingThread implements Executor {
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private boolean gone;

  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      if (!gone) {
        tasks.add(task);
        return;
      }
    }
    task.run();
  }

  /** Runs tasks on the calling thread until the future is done, and those left then. Once. */
  void runUntilDone(CompletableFuture<?> future) throws InterruptedException {
    Futures.whenDone(future, (value, error) -> execute(() -> {}));
    try {
      while (!future.isDone()) {
        tasks.take().run();
      }
    } finally {
      synchronized (this) {
        gone = true;
      }
      tasks.forEach(Runnable::run);
    }
  }
}
