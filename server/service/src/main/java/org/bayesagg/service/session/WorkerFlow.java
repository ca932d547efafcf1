package org.bayesagg.service.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Workers that come, leave, fall silent, and become more or fewer. Confined to the session's turns.
 */
final class WorkerFlow {
  private final SessionContext context;
  private final Ledger ledger;
  private final Presence presence;
  private final Admission admission;
  private final StepFlow steps;
  private final EpochGate gate;
  private final int maxWorkers;

  /** What to do after nobody waits for somebody any more. */
  private final Runnable settle;

  private Timers.Timer silence;

  WorkerFlow(
      SessionContext context,
      Ledger ledger,
      Presence presence,
      Admission admission,
      StepFlow steps,
      EpochGate gate,
      int maxWorkers,
      Runnable settle) {
    this.context = context;
    this.ledger = ledger;
    this.presence = presence;
    this.admission = admission;
    this.steps = steps;
    this.gate = gate;
    this.maxWorkers = maxWorkers;
    this.settle = settle;
  }

  /** A worker says that it is here; {@code acknowledged} null where it does not say more. */
  void join(String worker, LedgerState.Place acknowledged, CompletableFuture<WorkerPlace> future) {
    checkBehind(worker, acknowledged);
    admission.checkWorker(worker);
    // Those that have said so and no more are in no ledger, and yet remembered.
    if (presence.others(worker) >= maxWorkers) {
      throw Refusal.tooManyWorkers(maxWorkers, worker);
    }
    presence.heard(worker);
    WorkerTable workers = ledger.workers();
    if (workers.hasLeft(worker)) {
      ledger.apply(new Change.Joined(worker, context.timers().now()));
    }
    WorkerPlace place =
        new WorkerPlace(
            ledger.epochs().running(),
            workers.last(worker).place(),
            workers.endedThrough(worker),
            ledger.maths().hasPrior());
    context.outbox().add(() -> future.complete(place), future::completeExceptionally);
  }

  /** A worker says that it contributes no more. */
  void leave(String worker, CompletableFuture<Void> future) {
    if (ledger.workers().knows(worker) && !ledger.workers().hasLeft(worker)) {
      ledger.apply(new Change.Left(worker, context.timers().now()));
    }
    presence.left(worker);
    steps.recheck();
    settle.run();
    context.outbox().add(() -> future.complete(null), future::completeExceptionally);
  }

  /** Synchronous steps wait for another number of workers. */
  void resize(int workers, int quorum, CompletableFuture<Void> future) {
    if (context.settings().synchronous() == null) {
      throw Refusal.notSynchronous(context.session().id());
    }
    if (workers > maxWorkers) {
      throw Refusal.stepWorkersOverLimit(maxWorkers, workers);
    }
    ledger.apply(new Change.Resized(workers, quorum, context.timers().now()));
    steps.recheck();
    settle.run();
    context.outbox().add(() -> future.complete(null), future::completeExceptionally);
  }

  /** A worker that has had an answer which the session does not know of must not go on. */
  void checkBehind(String worker, LedgerState.Place acknowledged) {
    if (acknowledged != null) {
      StepKey last = ledger.workers().last(worker);
      if (StepKey.of(acknowledged).compareTo(last) > 0) {
        throw Refusal.serverBehind(worker, StepKey.of(acknowledged), last);
      }
    }
  }

  /** Looks again and again for workers that are silent, as long as somebody waits. */
  void watchSilence() {
    Duration interval = presence.interval();
    if (interval != null && silence == null && (steps.anyOpen() || gate.waits())) {
      silence =
          context
              .timers()
              .schedule(
                  interval,
                  () ->
                      context
                          .turns()
                          .accept(
                              () -> {
                                silence = null;
                                steps.recheck();
                                settle.run();
                              }));
    }
  }

  /** No deadline comes any more. */
  void stop() {
    if (silence != null) {
      silence.cancel();
    }
  }
}
