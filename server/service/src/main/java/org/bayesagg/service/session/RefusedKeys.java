package org.bayesagg.service.session;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Contributions that found no place, until the session's next turn notes them: a worker that did
 * not wait may have its next step acknowledged before it sends them again. Thread-safe. A turn for
 * each would let those that are refused take the turns of those that are not.
 */
final class RefusedKeys {
  /** More are not noted. */
  private static final int MOST = 1024;

  private final Queue<ContributionKey> keys = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  void add(ContributionKey key) {
    if (size.incrementAndGet() > MOST) {
      size.decrementAndGet();
      return;
    }
    keys.add(key);
  }

  /** Hands over what has come, oldest first. */
  void drain(Consumer<ContributionKey> note) {
    for (ContributionKey key = keys.poll(); key != null; key = keys.poll()) {
      size.decrementAndGet();
      note.accept(key);
    }
  }
}
