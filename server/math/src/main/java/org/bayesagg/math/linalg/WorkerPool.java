package org.bayesagg.math.linalg;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that help a caller with its pieces of work.
 *
 * <p>The caller works too, so a call always goes on, also with every helper busy; helpers that find
 * nothing left to do leave at once. A step makes many calls in a row, so a helper looks out for the
 * next one for a moment before it sleeps: waking it takes as long as a small product.
 */
final class WorkerPool implements AutoCloseable {
  private static final long LOOK_OUT_NANOS = 30_000;
  private static final Helper STOP = new Helper(() -> {});

  private final int threads;
  private final LinkedBlockingQueue<Helper> waiting = new LinkedBlockingQueue<>();

  /** Set while a thread does a piece: what it cuts up in turn it does alone. */
  private final ThreadLocal<Boolean> within = ThreadLocal.withInitial(() -> false);

  WorkerPool(int threads) {
    this.threads = threads;
    for (int i = 1; i < threads; i++) {
      Thread thread = new Thread(this::help, "bayesagg-maths-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  int threads() {
    return threads;
  }

  private void help() {
    try {
      for (Helper next = next(); next != STOP; next = next()) {
        next.run();
      }
      waiting.add(STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Helper next() throws InterruptedException {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < LOOK_OUT_NANOS) {
      Helper next = waiting.poll();
      if (next != null) {
        return next;
      }
      Thread.onSpinWait();
    }
    return waiting.take();
  }

  void run(int count, Engine.IndexedWork work) {
    if (count <= 1 || threads == 1 || within.get()) {
      for (int i = 0; i < count; i++) {
        work.run(0, i);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    List<Helper> started = new ArrayList<>();
    for (int slot = 1; slot < Math.min(threads, count); slot++) {
      int own = slot;
      Helper helper = new Helper(() -> drain(own, next, count, work));
      waiting.add(helper);
      started.add(helper);
    }
    try {
      drain(0, next, count, work);
    } finally {
      next.set(count);
      started.forEach(Helper::await);
    }
    started.forEach(Helper::rethrow);
  }

  private void drain(int slot, AtomicInteger next, int count, Engine.IndexedWork work) {
    within.set(true);
    try {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        work.run(slot, i);
      }
    } finally {
      within.set(false);
    }
  }

  /** One helper's turn: it begins once, unless the caller has finished before. */
  private static final class Helper implements Runnable {
    private final Runnable work;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Throwable failure;

    Helper(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      if (!taken.compareAndSet(false, true)) {
        return;
      }
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        done.countDown();
      }
    }

    /**
     * Waits for a helper that has begun; one that has not never will. Matrices are in use, so it
     * cannot be cut short.
     */
    void await() {
      if (taken.compareAndSet(false, true)) {
        return;
      }
      long begun = System.nanoTime();
      while (done.getCount() > 0 && System.nanoTime() - begun < LOOK_OUT_NANOS) {
        Thread.onSpinWait();
      }
      boolean interrupted = false;
      while (done.getCount() > 0) {
        try {
          done.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    void rethrow() {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    waiting.add(STOP);
  }
}
