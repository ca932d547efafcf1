package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session's turn leaves to be done when it is over, in order. For one turn at a time. */
final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private List<Runnable> later = new ArrayList<>();

  void add(Runnable action) {
    later.add(action);
  }

  /** Empties it. The actions run one after another, whatever one of them throws. */
  Runnable take() {
    List<Runnable> taken = later;
    later = new ArrayList<>();
    return () -> taken.forEach(Outbox::guarded);
  }

  /** Runs a listener, whatever it throws. */
  static void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      log.warn("a listener failed", e);
    }
  }
}
