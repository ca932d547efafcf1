package org.bayesagg.service.session;

import java.util.function.Consumer;

/** Counts the sessions that have been read. Thread-safe. */
final class RecoveryCount {
  private final Consumer<Recovery> progress;
  private Recovery now;

  RecoveryCount(int total, Consumer<Recovery> progress) {
    this.progress = progress;
    this.now = new Recovery(total, 0, 0);
  }

  synchronized void add(boolean served) {
    now =
        new Recovery(
            now.total(), now.served() + (served ? 1 : 0), now.setAside() + (served ? 0 : 1));
    progress.accept(now);
  }

  synchronized Recovery now() {
    return now;
  }
}
