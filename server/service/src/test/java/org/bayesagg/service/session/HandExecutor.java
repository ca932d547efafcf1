package org.bayesagg.service.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs what it is given at once, or, while held, when a test says so. */
final class HandExecutor implements Executor {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean held;

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (!held) {
      runAll();
    }
  }

  void hold() {
    held = true;
  }

  /** Runs everything, and from now on at once again. */
  void release() {
    held = false;
    runAll();
  }

  void runOne() {
    tasks.remove().run();
  }

  int waiting() {
    return tasks.size();
  }

  private void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }
}
