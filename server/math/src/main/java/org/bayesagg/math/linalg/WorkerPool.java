package org.bayesagg.math.linalg;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Threads that help a caller with its pieces of work.
 *
 * <p>The caller works too, so a call always goes on, also with every helper busy; helpers that find
 * nothing left to do leave at once. Waking a thread takes as long as a small product (50 µs where
 * an idle core has halted in a virtual machine), so that helpers do not sleep during a shift, the
 * many calls of one step. Threads that are on shifts of their own help nobody: with as many callers
 * as threads, each works alone.
 */
final class WorkerPool implements AutoCloseable {
  /** How long a helper looks out for the next call before it sleeps. */
  private static final long LOOK_OUT_NANOS = 30_000;

  /**
   * The same during a shift: longer than most of what one thread does alone between two calls. Not
   * much longer, since a thread that looks out slows down another one on the same core.
   */
  private static final long SHIFT_LOOK_OUT_NANOS = 200_000;

  /** How long a caller looks out for its helpers' last pieces, which are under way. */
  private static final long LAST_PIECES_NANOS = 1_000_000;

  private static final int PAUSES = 8;

  private static final Helper STOP = new Helper(() -> {});

  private final int threads;
  private final LinkedBlockingQueue<Helper> waiting = new LinkedBlockingQueue<>();
  private final AtomicInteger shifts = new AtomicInteger();

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

  /**
   * See {@link Algebra#shift}.
   *
   * @param weight the caller's thread, and those that are to stay free
   */
  <T> T shift(int weight, Supplier<T> calls) {
    shifts.addAndGet(weight);
    try {
      return calls.get();
    } finally {
      shifts.addAndGet(-weight);
    }
  }

  /** Runs a caller's calls on its own thread, which counts as one at work. */
  <T> T alone(Supplier<T> calls) {
    within.set(true);
    try {
      return shift(1, calls);
    } finally {
      within.set(false);
    }
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
    Helper next = lookOut();
    return next == null ? waiting.take() : next;
  }

  /** The next call's work, or null if none comes in time. */
  private Helper lookOut() {
    long begun = System.nanoTime();
    long patience;
    do {
      Helper next = waiting.poll();
      if (next != null) {
        return next;
      }
      for (int i = 0; i < PAUSES; i++) {
        Thread.onSpinWait();
      }
      patience = shifts.get() > 0 ? SHIFT_LOOK_OUT_NANOS : LOOK_OUT_NANOS;
    } while (System.nanoTime() - begun < patience);
    return null;
  }

  /** Threads that may work on a call, its caller among them. */
  private int team(int count) {
    return Math.min(count, threads + 1 - Math.max(1, shifts.get()));
  }

  void run(int count, Algebra.IndexedWork work) {
    int team = team(count);
    if (team <= 1 || within.get()) {
      for (int i = 0; i < count; i++) {
        work.run(0, i);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    List<Helper> started = new ArrayList<>();
    for (int slot = 1; slot < team; slot++) {
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

  private void drain(int slot, AtomicInteger next, int count, Algebra.IndexedWork work) {
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
    /**
     * Dropped once begun: a thread that waits for its next turn keeps no arrays of the last one.
     */
    private Runnable work;

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
      Runnable own = work;
      work = null;
      try {
        own.run();
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
        work = null;
        return;
      }
      long begun = System.nanoTime();
      while (done.getCount() > 0 && System.nanoTime() - begun < LAST_PIECES_NANOS) {
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
