package org.bayesagg.service.session;

/**
 * Whether a contribution that is neither in flight nor answered may come in: its epoch, its step,
 * its worker, its size. Looks only; confined to the session's turns.
 */
final class Admission {
  private final SessionSettings settings;
  private final int maxWorkers;
  private final Ledger ledger;
  private final InFlight inFlight;
  private final StepBarrier barrier;

  Admission(
      SessionSettings settings,
      int maxWorkers,
      Ledger ledger,
      InFlight inFlight,
      StepBarrier barrier) {
    this.settings = settings;
    this.maxWorkers = maxWorkers;
    this.ledger = ledger;
    this.inFlight = inFlight;
    this.barrier = barrier;
  }

  /** Throws the refusal, if any. */
  void check(Contribution contribution) {
    ContributionKey key = contribution.key();
    if (key.epoch() < 0 || key.step() < 0) {
      throw Refusal.negative(key);
    }
    if (!inFlight.wasRefused(key) && !ledger.workers().hasSkipped(key.worker(), StepKey.of(key))) {
      checkOrder(key);
    }
    checkAhead(key.worker(), key.epoch());
    checkWorker(key.worker());
    int examples = contribution.batch().examples();
    if (examples > settings.maxExamplesPerStep()) {
      throw Refusal.tooManyExamples(settings.maxExamplesPerStep(), examples);
    }
  }

  /** Refuses what is behind the worker itself; behind the others it is merely late. */
  private void checkOrder(ContributionKey key) {
    WorkerTable workers = ledger.workers();
    StepKey last = workers.last(key.worker());
    long own =
        Math.max(
            Math.max(last.epoch(), inFlight.epochOf(key.worker())),
            workers.endedThrough(key.worker()) + 1);
    if (key.epoch() < own) {
      throw Refusal.epochBehind(key, own, ledger.epochs().running(), last);
    }
    if (StepKey.of(key).compareTo(last) <= 0) {
      throw Refusal.stepOrder(key, last);
    }
  }

  private void checkAhead(String worker, long epoch) {
    long running = ledger.epochs().running();
    if (epoch > running + 1) {
      throw Refusal.epochAhead(worker, epoch, running);
    }
    if (epoch == running + 1 && !hasBegun() && !mayLeave(worker)) {
      throw Refusal.epochEmpty(worker, epoch, running);
    }
  }

  /**
   * Whether a worker may wait for the next epoch while the running one is empty: it has said so, or
   * it is new and others are about to fill the running one. Otherwise nobody might ever close it,
   * and a run that counts its epochs from 1 would find out too late.
   */
  private boolean mayLeave(String worker) {
    return ledger.workers().endedThrough(worker) >= ledger.epochs().running()
        || (!ledger.workers().knows(worker) && ledger.steps() > 0);
  }

  /** Whether the running epoch has something, or something is coming. */
  private boolean hasBegun() {
    return ledger.epochs().begun() || barrier.anyOpen(ledger.epochs().running());
  }

  /** Refuses one worker more than a session may have. */
  void checkWorker(String worker) {
    if (ledger.workers().knows(worker) || inFlight.workers().contains(worker)) {
      return;
    }
    long others = inFlight.workers().stream().filter(name -> !ledger.workers().knows(name)).count();
    if (ledger.workers().size() + others >= maxWorkers) {
      throw Refusal.tooManyWorkers(maxWorkers, worker);
    }
  }

  /** Refuses to end an epoch that has not begun, unless others keep the worker from it. */
  void checkFinish(String worker, long epoch) {
    long running = ledger.epochs().running();
    if (epoch > running + 1) {
      throw Refusal.epochAhead(worker, epoch, running);
    }
    if (epoch == running + 1 && !heldUp(worker, running)) {
      throw Refusal.epochNotOver(worker, epoch, running);
    }
    checkWorker(worker);
  }

  private boolean heldUp(String worker, long running) {
    return ledger.workers().endedThrough(worker) >= running
        || barrier.anyOpen(running)
        || ledger.workers().in(running).stream().anyMatch(name -> !name.equals(worker));
  }
}
