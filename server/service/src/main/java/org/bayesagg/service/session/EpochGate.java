package org.bayesagg.service.session;

import java.time.Duration;

/**
 * When the running epoch may close: everybody in it has ended it, or its deadline has passed, and
 * none of its steps is open. Confined to the session's turns.
 *
 * <p>An epoch that holds nothing closes at its deadline only: a worker that has no examples this
 * time and says so first must not close it under the others.
 */
final class EpochGate {
  private final Ledger ledger;
  private final StepBarrier barrier;
  private final Presence presence;
  private final Duration deadline;
  private Timers.Timer timer;
  private boolean expired;

  EpochGate(Ledger ledger, StepBarrier barrier, Presence presence, Duration deadline) {
    this.ledger = ledger;
    this.barrier = barrier;
    this.presence = presence;
    this.deadline = deadline;
  }

  /** Whether the deadline has passed; what still comes for the epoch opens no step. */
  boolean expired() {
    return expired;
  }

  void expire() {
    expired = true;
  }

  boolean mayClose() {
    long running = ledger.epochs().running();
    return ledger.workers().anyEnded(running)
        && (expired || (ledger.epochs().begun() && nobodyIn(running)))
        && !barrier.anyOpen(running);
  }

  /** Whether an epoch waits for somebody to end it. */
  boolean waits() {
    return timer != null;
  }

  private boolean nobodyIn(long epoch) {
    return ledger.workers().in(epoch).stream().allMatch(presence::silent);
  }

  /** Lets the deadline run from when the first worker has ended the running epoch. */
  void watch(Timers timers, Runnable onDeadline) {
    if (timer == null && ledger.workers().anyEnded(ledger.epochs().running())) {
      timer = timers.schedule(deadline, onDeadline);
    }
  }

  /** The next epoch runs, or none any more. */
  void reset() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    expired = false;
  }
}
