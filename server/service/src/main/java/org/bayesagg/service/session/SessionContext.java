package org.bayesagg.service.session;

import java.util.function.Consumer;

/**
 * What the parts of one session share.
 *
 * @param session as others see it
 * @param turns runs something as a turn of the session's own, later; from any thread
 * @param quietTurns the same for what nobody waits for
 */
record SessionContext(
    Session session,
    Timers timers,
    SessionListener listener,
    Backlog backlog,
    Outbox outbox,
    Consumer<Runnable> turns,
    Consumer<Runnable> quietTurns) {

  SessionSettings settings() {
    return session.settings();
  }

  /** Tells the listener when the turn is over and what it changed is kept. */
  void tell(Consumer<SessionListener> event) {
    outbox.add(() -> event.accept(listener), why -> {});
  }
}
