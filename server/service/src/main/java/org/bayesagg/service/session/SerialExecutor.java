package org.bayesagg.service.session;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs turns one after another, in the order given, on threads shared with others. Thread-safe;
 * nobody waits for anybody.
 *
 * <p>After each turn it goes to the back of the shared executor's queue, so that a session with
 * many calls does not hold up the others. What a turn leaves to be done afterwards (completing
 * answers, which encodes them) runs on the same thread once the next turn may already begin.
 */
final class SerialExecutor {

  /** One after another; must not throw. */
  interface Turn {
    /** Takes the turn and returns what is to be done when it is over. */
    Runnable take();
  }

  private final Executor shared;
  private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();

  SerialExecutor(Executor shared) {
    this.shared = shared;
  }

  void execute(Turn turn) {
    turns.add(turn);
    if (pending.getAndIncrement() == 0) {
      shared.execute(this::next);
    }
  }

  private void next() {
    boolean mine = true;
    while (mine) {
      Runnable after = turns.remove().take();
      mine = pending.decrementAndGet() > 0 && !passedOn();
      after.run();
    }
  }

  /**
   * Whether another thread takes the next turn: none does once the shared executor is shut down.
   */
  private boolean passedOn() {
    try {
      shared.execute(this::next);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
