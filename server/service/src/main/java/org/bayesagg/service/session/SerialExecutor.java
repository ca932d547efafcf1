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
 * answers, which encodes them) runs on the same thread once the next turn may already begin. A
 * quiet turn, for which nobody waits, lets it run first.
 */
final class SerialExecutor {

  /** One after another; must not throw. */
  interface Turn {
    /** Takes the turn and returns what is to be done when it is over. */
    Runnable take();
  }

  private final Executor shared;

  private record Entry(Turn turn, boolean quiet) {}

  private final Queue<Entry> turns = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();

  SerialExecutor(Executor shared) {
    this.shared = shared;
  }

  void execute(Turn turn) {
    add(new Entry(turn, false));
  }

  /**
   * A turn for which nobody waits. Where it is the only one that is left, what the turn before it
   * leaves is done first: waking a thread for it would hold up the answers.
   */
  void executeQuietly(Turn turn) {
    add(new Entry(turn, true));
  }

  private void add(Entry entry) {
    turns.add(entry);
    if (pending.getAndIncrement() == 0) {
      shared.execute(this::next);
    }
  }

  private void next() {
    boolean mine = true;
    while (mine) {
      Runnable after = turns.remove().turn().take();
      int left = pending.decrementAndGet();
      if (left == 1 && turns.element().quiet()) {
        after.run();
        mine = !passedOn();
      } else {
        mine = left > 0 && !passedOn();
        after.run();
      }
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
