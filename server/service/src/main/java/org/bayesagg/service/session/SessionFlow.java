package org.bayesagg.service.session;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who waits for whom: takes calls and deadlines, one after another, and decides which {@link
 * Change} comes next. What has been counted is the {@link Ledger}'s; nothing here outlives a
 * restart. Confined to the session's turns.
 */
final class SessionFlow {
  private static final Logger log = LoggerFactory.getLogger(SessionFlow.class);

  private final SessionContext context;
  private final Ledger ledger;
  private final InFlight inFlight = new InFlight();
  private final Replies replies;
  private final Admission admission;
  private final Presence presence;
  private final EpochGate gate;
  private final StepFlow steps;
  private final WorkerFlow workers;

  private boolean draining;

  SessionFlow(SessionContext context, SessionLimits limits, Ledger ledger) {
    this.context = context;
    this.ledger = ledger;
    SessionSettings settings = context.settings();
    presence = new Presence(ledger, settings.workerTimeout(), context.timers());
    StepBarrier barrier = new StepBarrier(ledger, presence);
    replies = new Replies(context, inFlight);
    admission = new Admission(settings, limits.maxWorkersPerSession(), ledger, inFlight, barrier);
    gate = new EpochGate(ledger, barrier, presence, settings.epochDeadline());
    steps = new StepFlow(context, ledger, replies, barrier, gate, this::settle);
    workers =
        new WorkerFlow(
            context,
            ledger,
            presence,
            admission,
            steps,
            gate,
            limits.maxWorkersPerSession(),
            this::settle);
  }

  /**
   * The session goes on after a restart: what was over by then is closed, what was not is watched.
   */
  void resume() {
    settle();
  }

  /** When a worker last said anything; from any thread. */
  Instant lastHeard(String worker) {
    return presence.lastHeard(worker);
  }

  /** Workers that come and go. */
  WorkerFlow workers() {
    return workers;
  }

  /** A contribution has come. */
  void contribute(Pending pending) {
    Contribution contribution = pending.contribution();
    ContributionKey key = contribution.key();
    try {
      if (repeats(pending)) {
        context.tell(listener -> listener.duplicate(context.session(), key));
        return;
      }
      if (draining) {
        throw Refusal.draining();
      }
      workers.checkBehind(key.worker(), contribution.acknowledged());
      admission.check(contribution);
      ledger.checkRoom(context.session().id());
      checkParking(key);
      checkAhead(key);
      ledger.maths().check(contribution.batch(), contribution.outputs());
      steps.check(contribution);
    } catch (RuntimeException | Error e) {
      refused(key);
      replies.fail(pending.first(), e);
      return;
    }
    presence.heard(key.worker());
    inFlight.add(pending);
    if (key.epoch() > ledger.epochs().running()) {
      endRunning(key.worker());
    }
    // Unless it failed together with the epoch that it waited for.
    if (inFlight.get(key) == pending) {
      steps.place(pending);
      settle();
    }
  }

  /** A contribution was refused; notes it if it is certain that it was never counted. */
  void refused(ContributionKey key) {
    if (StepKey.of(key).compareTo(ledger.workers().last(key.worker())) > 0
        && inFlight.get(key) == null) {
      inFlight.refused(key);
    }
  }

  /** Answers a contribution that is known already, or says that it is not. */
  private boolean repeats(Pending pending) {
    Contribution contribution = pending.contribution();
    Pending waiting = inFlight.get(contribution.key());
    if (waiting != null) {
      checkSame(contribution, waiting.contribution().digest());
      waiting.repeats().add(pending.first());
      return true;
    }
    ReplayTable.Kept kept = ledger.kept(contribution.key());
    if (kept != null) {
      checkSame(contribution, kept.digest());
      replies.again(pending.first(), kept.answer());
      return true;
    }
    return false;
  }

  private static void checkSame(Contribution contribution, long digest) {
    if (contribution.digest() != digest) {
      throw Refusal.differs(contribution.key());
    }
  }

  /**
   * Keeps a worker that is far ahead from taking all places, so that those it waits for find one;
   * its first contribution to the next epoch always does.
   */
  private void checkParking(ContributionKey key) {
    int places = context.backlog().limit() / 2;
    if (steps.waitsForEpoch(key.epoch())
        && inFlight.has(key.worker(), key.epoch())
        && inFlight.countAbove(ledger.epochs().running()) >= places) {
      throw Refusal.queueFull(places, context.backlog().retryAfter());
    }
  }

  /**
   * Keeps a worker that sends steps ahead from taking the places of those that a synchronous step
   * waits for: only its oldest step may take the place that is left for each worker.
   */
  private void checkAhead(ContributionKey key) {
    SessionSettings.Synchronous rule = ledger.settings().synchronous();
    if (rule == null || inFlight.isOldest(key)) {
      return;
    }
    int places = context.backlog().limit() - rule.workers();
    if (context.backlog().waiting() > places) {
      throw Refusal.queueFull(places, context.backlog().retryAfter());
    }
  }

  /** A contribution to the next epoch ends the running one for a worker that is in it. */
  private void endRunning(String worker) {
    long running = ledger.epochs().running();
    boolean in = ledger.workers().last(worker).epoch() == running || inFlight.has(worker, running);
    if (in && ledger.workers().endedThrough(worker) < running) {
      ledger.apply(new Change.Ended(worker, running, context.timers().now()));
    }
    settle();
  }

  /** A worker says that it has ended an epoch. */
  void finishEpoch(String worker, long epoch, CompletableFuture<EpochOutcome> future) {
    try {
      if (epoch >= ledger.epochs().running()) {
        admission.checkFinish(worker, epoch);
        if (ledger.workers().endedThrough(worker) < epoch) {
          ledger.apply(new Change.Ended(worker, epoch, context.timers().now()));
        }
        RuntimeException failure = settle();
        if (failure != null) {
          throw failure;
        }
      }
      EpochOutcome outcome = outcome(epoch);
      context.outbox().add(() -> future.complete(outcome), future::completeExceptionally);
    } catch (RuntimeException e) {
      context.outbox().add(() -> future.completeExceptionally(Refusal.of(e)));
    }
  }

  private EpochOutcome outcome(long epoch) {
    long running = ledger.epochs().running();
    boolean closed = running > epoch;
    return new EpochOutcome(
        closed,
        running,
        closed ? List.of() : ledger.workers().in(running),
        ledger.maths().hasPrior());
  }

  /**
   * Closes epochs as long as they may close, and lets run what waited for it. Returns why one could
   * not be closed, or null; then those who waited for it have failed.
   */
  private RuntimeException settle() {
    while (gate.mayClose()) {
      long closing = ledger.epochs().running();
      try {
        ledger.apply(new Change.Closed(closing, context.timers().now()));
      } catch (RuntimeException e) {
        log.warn("session {}: epoch {} could not be closed", context.session().id(), closing, e);
        fail(key -> steps.waitsForEpoch(key.epoch()), e);
        return e;
      }
      boolean byDeadline = gate.expired();
      gate.reset();
      context.tell(listener -> listener.epochClosed(context.session(), closing, byDeadline));
      steps.epochBegun(closing + 1);
    }
    long running = ledger.epochs().running();
    gate.watch(context.timers(), () -> context.turns().accept(() -> epochDeadline(running)));
    workers.watchSilence();
    return null;
  }

  private void epochDeadline(long epoch) {
    if (ledger.epochs().running() == epoch) {
      gate.expire();
      settle();
    }
  }

  /**
   * Takes no new contributions from now on; what runs or may run now is answered. What still waits
   * for its epoch fails at once: the workers that it waits for can only go on with a successor,
   * which will answer it when it is sent again.
   */
  void drain() {
    draining = true;
    steps.drain();
    settle();
    fail(key -> steps.waitsForEpoch(key.epoch()), Refusal.draining());
  }

  /** The time for draining is over: what still waits fails. */
  void drained() {
    fail(key -> true, Refusal.draining());
  }

  /** What waits fails; no call and no deadline comes any more. */
  void stop(SessionException why) {
    workers.stop();
    gate.reset();
    fail(key -> true, why);
  }

  /** Whether everything accepted is answered. */
  boolean isIdle() {
    return inFlight.isEmpty();
  }

  private void fail(Predicate<StepKey> which, Throwable why) {
    steps.drop(which);
    replies.failed(
        inFlight.all().stream().filter(pending -> which.test(pending.place())).toList(), why);
  }
}
