package org.bayesagg.service.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * From accepted contributions to counted steps: which ones wait for other workers, which for an
 * epoch, and when they run. Confined to the session's turns.
 */
final class StepFlow {
  private final SessionContext context;
  private final Ledger ledger;
  private final Replies replies;
  private final StepBarrier barrier;
  private final EpochGate gate;

  /** What to do after a step was closed by its deadline. */
  private final Runnable settle;

  /** Steps that wait for the running epoch to close, in the order of their closing. */
  private final Deque<ReadyStep> parked = new ArrayDeque<>();

  private boolean draining;

  StepFlow(
      SessionContext context,
      Ledger ledger,
      Replies replies,
      StepBarrier barrier,
      EpochGate gate,
      Runnable settle) {
    this.context = context;
    this.ledger = ledger;
    this.replies = replies;
    this.barrier = barrier;
    this.gate = gate;
    this.settle = settle;
  }

  /** Whether what comes for {@code epoch} has to wait until the running one is closed. */
  boolean waitsForEpoch(long epoch) {
    return epoch > ledger.epochs().running() && !context.settings().spec().forgetting();
  }

  /** Refuses a contribution that contradicts the others of its step. Changes nothing. */
  void check(Contribution contribution) {
    barrier.check(contribution);
  }

  /** A contribution was accepted. */
  void place(Pending pending) {
    StepKey key = pending.place();
    if (isLate(key)) {
      ready(ReadyStep.single(pending, true));
    } else if (context.settings().synchronous() == null) {
      ready(ReadyStep.single(pending, false));
    } else {
      OpenStep step = barrier.join(pending);
      if (barrier.isComplete(step)) {
        ready(barrier.close(step));
      } else if (step.size() == 1 && !waitsForEpoch(key.epoch())) {
        await(step);
      }
    }
  }

  private boolean isLate(StepKey key) {
    long running = ledger.epochs().running();
    if (key.epoch() < running) {
      return true;
    }
    return context.settings().synchronous() != null
        && (ledger.isClosed(key)
            || parked.stream().anyMatch(step -> step.key().equals(key))
            || (gate.expired() && key.epoch() == running && !barrier.isOpen(key)));
  }

  /** Lets a step's deadline run; while draining nobody else can come, so it is over at once. */
  private void await(OpenStep step) {
    if (draining) {
      closeAtDeadline(step);
      return;
    }
    Runnable deadline =
        () -> {
          if (barrier.isOpen(step)) {
            closeAtDeadline(step);
            settle.run();
          }
        };
    step.deadline(
        context
            .timers()
            .schedule(
                context.settings().synchronous().stepDeadline(),
                () -> context.turns().accept(deadline)));
  }

  private void closeAtDeadline(OpenStep step) {
    boolean quorum = barrier.hasQuorum(step);
    ReadyStep closed = barrier.close(step);
    if (quorum) {
      ready(closed);
      return;
    }
    StepKey key = closed.key();
    int came = closed.members().size();
    replies.failed(
        closed.members(),
        draining ? Refusal.draining() : Refusal.quorumMissed(key, came, barrier.quorum()));
    context.tell(
        listener -> listener.quorumMissed(context.session(), key.epoch(), key.step(), came));
  }

  private void ready(ReadyStep step) {
    if (waitsForEpoch(step.key().epoch())) {
      parked.add(step);
    } else {
      run(step);
    }
  }

  private void run(ReadyStep step) {
    List<Contribution> contributions = step.members().stream().map(Pending::contribution).toList();
    Inspection inspection =
        context.listener().wantsInspection(context.session())
            ? Inspector.look(ledger.maths(), context.settings().spec().featureDim(), contributions)
            : null;
    long start = context.timers().nanoTime();
    Ledger.Applied applied;
    try {
      applied =
          ledger.apply(new Change.Counted(contributions, step.late(), context.timers().now()));
    } catch (RuntimeException | Error e) {
      replies.failed(step.members(), e);
      context.tell(
          listener -> listener.stepFailed(context.session(), contributions.get(0).key(), e));
      return;
    }
    context.backlog().stepTook(start, context.timers().nanoTime());
    // A turn of its own: the answers of this one are sent before it, or meanwhile.
    context
        .quietTurns()
        .accept(
            () -> {
              ledger.settle();
              ledger.snapshotIfDue();
            });
    applied.answers().forEach(replies::counted);
    context.tell(
        listener -> listener.stepDone(context.session(), applied.step(), applied.answers()));
    if (inspection != null) {
      context.tell(listener -> listener.inspected(context.session(), inspection));
    }
    if (step.late()) {
      context.tell(listener -> listener.late(context.session(), applied.answers().get(0)));
    }
  }

  /** Closes what has all that can be expected now: fewer workers are waited for. */
  void recheck() {
    barrier.all().stream()
        .filter(step -> !waitsForEpoch(step.key().epoch()) && barrier.isComplete(step))
        .forEach(step -> ready(barrier.close(step)));
  }

  /** Whether a step waits for somebody. */
  boolean anyOpen() {
    return !barrier.all().isEmpty();
  }

  /** An epoch has begun: what waited for it goes on. */
  void epochBegun(long epoch) {
    List<ReadyStep> complete = List.copyOf(parked);
    parked.clear();
    complete.forEach(this::ready);
    if (!context.settings().spec().forgetting()) {
      barrier.of(epoch).forEach(this::await);
    }
  }

  /** Nothing new is accepted from now on: open steps have all they will get. */
  void drain() {
    draining = true;
    barrier.all().stream()
        .filter(step -> !waitsForEpoch(step.key().epoch()))
        .forEach(this::closeAtDeadline);
  }

  /** Forgets the steps that wait; their contributions are the caller's to fail. */
  void drop(Predicate<StepKey> which) {
    parked.removeIf(step -> which.test(step.key()));
    barrier.all().stream().filter(step -> which.test(step.key())).forEach(barrier::close);
  }
}
