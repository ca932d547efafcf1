package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session's turn leaves to be done when it is over, in order. For one turn at a time. */
final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private List<Action> later = new ArrayList<>();

  private record Action(Runnable body, Consumer<Throwable> instead) {}

  /** What one turn left. Either of its methods is called, once. */
  interface Release {
    /** The actions run one after another, whatever one of them throws. */
    void run();

    /** What the turn changed could not be kept: what was said to be done instead is done. */
    void fail(Throwable why);
  }

  /** Something that has to be done in any case. */
  void add(Runnable action) {
    add(action, why -> action.run());
  }

  /**
   * Something that may only be done once what the turn changed is kept.
   *
   * @param instead what is done where that fails
   */
  void add(Runnable action, Consumer<Throwable> instead) {
    later.add(new Action(action, instead));
  }

  /** Empties it. */
  Release take() {
    List<Action> taken = later;
    later = new ArrayList<>();
    return new Release() {
      @Override
      public void run() {
        taken.forEach(action -> guarded(action.body));
      }

      @Override
      public void fail(Throwable why) {
        taken.forEach(action -> guarded(() -> action.instead.accept(why)));
      }
    };
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
