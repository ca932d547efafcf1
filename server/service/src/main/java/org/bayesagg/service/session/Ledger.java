package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.bayesagg.math.ShardResult;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;

/**
 * What a session has counted: the maths, the epochs, the workers and the answers kept. Changed by
 * {@link #apply} and {@link #replay} alone, which are deterministic; who waits for whom is no part
 * of it.
 *
 * <p>Confined to the session's turns, but for {@link #state}.
 */
final class Ledger {
  /** Closed synchronous steps known one by one; workers are not that far apart. */
  private static final int CLOSED_STEPS = 1024;

  /** Changed by {@link Change.Resized} alone; read from any thread. */
  private volatile SessionSettings settings;

  private final StepMaths maths;
  private final LongSupplier nanoTime;
  private ChangeLog log;
  private final EpochTracker epochs = new EpochTracker();
  private final WorkerTable workers = new WorkerTable();
  private final ReplayTable answers;
  private final ClosedSteps closedSteps = new ClosedSteps(CLOSED_STEPS);
  private final double[][] losses;
  private long steps;

  /** What making the changes since the last snapshot again would take, about. */
  private long replayNanos;

  /** The state but for the workers, which no step copies. */
  private volatile SessionState state;

  /**
   * A session that has counted nothing.
   *
   * @param nanoTime dates the start of the maths in answers; nothing depends on it
   * @param log is told of every change, in order, before it is made
   */
  Ledger(SessionSettings settings, StepMaths maths, LongSupplier nanoTime, ChangeLog log) {
    this.settings = settings;
    this.maths = maths;
    this.nanoTime = nanoTime;
    this.log = log;
    this.answers = new ReplayTable(settings.replayWindow());
    this.losses = new double[settings.spec().tasks().size()][];
    for (int t = 0; t < losses.length; t++) {
      losses[t] = maths.runningLoss(t);
    }
    publish();
  }

  /** The configuration, with the number of workers that steps wait for now. */
  SessionSettings settings() {
    return settings;
  }

  StepMaths maths() {
    return maths;
  }

  EpochTracker epochs() {
    return epochs;
  }

  WorkerTable workers() {
    return workers;
  }

  long steps() {
    return steps;
  }

  /** The answer kept under a name, or null. */
  ReplayTable.Kept kept(ContributionKey key) {
    return answers.find(key);
  }

  /** Whether a synchronous step was counted. */
  boolean isClosed(StepKey step) {
    return closedSteps.contains(step);
  }

  /** The state after the last change; from any thread. A worker may be a change further. */
  SessionState state() {
    SessionState now = state;
    return new SessionState(
        now.bayesian(),
        now.epoch(),
        now.steps(),
        workers.view(now.epoch()),
        now.tasks(),
        now.engine());
  }

  /** What counting a step gave: the whole result, and each contribution's answer in their order. */
  record Applied(StepResult step, List<Answer> answers) {
    /** What other changes give. */
    static final Applied NOTHING = new Applied(null, List.of());
  }

  /** Makes a change and has it kept. Where the maths throw, nothing has changed. */
  Applied apply(Change change) {
    log.append(change);
    try {
      return replay(change);
    } catch (RuntimeException | Error e) {
      log.append(new Change.Cancelled(change.at()));
      throw e;
    }
  }

  /** Makes a change that is kept already. */
  Applied replay(Change change) {
    long start = nanoTime.getAsLong();
    Applied applied = make(change);
    replayNanos += nanoTime.getAsLong() - start;
    publish();
    return applied;
  }

  /** Does what no answer waits for; making the change again would take that time as well. */
  void settle() {
    long start = nanoTime.getAsLong();
    maths.settle();
    replayNanos += nanoTime.getAsLong() - start;
  }

  private Applied make(Change change) {
    Applied applied = Applied.NOTHING;
    if (change instanceof Change.Counted counted) {
      applied = count(counted);
    } else if (change instanceof Change.Ended ended) {
      workers.ended(ended.worker(), ended.epoch(), ended.at());
    } else if (change instanceof Change.Left left) {
      workers.left(left.worker(), true, left.at());
    } else if (change instanceof Change.Joined joined) {
      workers.left(joined.worker(), false, joined.at());
    } else if (change instanceof Change.Resized resized) {
      settings = settings.resized(resized.workers(), resized.quorum());
    } else if (change instanceof Change.Closed) {
      maths.closeEpoch();
      epochs.close();
    }
    return applied;
  }

  /** Has what comes kept from now on. */
  void keepIn(ChangeLog other) {
    log = other;
  }

  /** Refuses where no more contributions can be kept. */
  void checkRoom(String session) {
    try {
      log.checkRoom();
    } catch (StorageException e) {
      throw Refusal.notKept(session, e);
    }
  }

  /** Completes when all changes are kept. */
  CompletableFuture<Void> kept() {
    return log.kept();
  }

  /** No change comes any more; {@code forGood}: completes when what is kept is gone. */
  CompletableFuture<Void> end(boolean forGood) {
    if (forGood) {
      return log.delete();
    }
    log.close();
    return CompletableFuture.completedFuture(null);
  }

  /** Has the state kept, where that would pay. */
  void snapshotIfDue() {
    if (log.snapshotDue(replayNanos)) {
      log.snapshot(save(), maths::save);
      replayNanos = 0;
    }
  }

  /** All that has been counted, without the maths. */
  LedgerState save() {
    return new LedgerState(
        epochs.running(),
        epochs.begun(),
        epochs.nextBegun(),
        steps,
        workers.save(),
        closedSteps.floor().place(),
        closedSteps.save(),
        settings.synchronous() == null ? 0 : settings.synchronous().workers(),
        settings.synchronous() == null ? 0 : settings.synchronous().quorum(),
        answers.save());
  }

  /** Takes over what another ledger, whose maths these are, had counted. */
  void restore(LedgerState saved) {
    epochs.restore(saved.epoch(), saved.begun(), saved.nextBegun());
    workers.restore(saved.workers());
    closedSteps.restore(saved.closedThrough(), saved.closed());
    saved.answers().forEach(kept -> answers.keep(kept.digest(), kept.answer()));
    steps = saved.steps();
    if (settings.synchronous() != null) {
      settings = settings.resized(saved.stepWorkers(), saved.stepQuorum());
    }
    for (int t = 0; t < losses.length; t++) {
      losses[t] = maths.runningLoss(t);
    }
    publish();
  }

  private Applied count(Change.Counted change) {
    long start = nanoTime.getAsLong();
    List<Contribution> contributions = change.contributions();
    SortedMap<String, Batch> shards = ShardMerge.merge(contributions);
    StepResult result = maths.step(List.copyOf(shards.values()), AnswerCut.outputs(contributions));
    Applied applied = new Applied(result, answers(change, shards, result, start));

    for (int i = 0; i < contributions.size(); i++) {
      Contribution contribution = contributions.get(i);
      answers.keep(contribution.digest(), applied.answers().get(i));
      workers.counted(contribution.key().worker(), StepKey.of(contribution.key()), change.at());
    }
    epochs.counted(contributions.get(0).key().epoch());
    if (settings.synchronous() != null && !change.late()) {
      closedSteps.add(StepKey.of(contributions.get(0).key()));
    }
    System.arraycopy(result.runningLosses(), 0, losses, 0, losses.length);
    steps++;
    return applied;
  }

  private List<Answer> answers(
      Change.Counted change, SortedMap<String, Batch> shards, StepResult result, long start) {
    List<String> names = List.copyOf(shards.keySet());
    long examples = shards.values().stream().mapToLong(Batch::examples).sum();
    List<Answer> made = new ArrayList<>(change.contributions().size());
    for (Contribution contribution : change.contributions()) {
      ContributionKey key = contribution.key();
      ShardResult shard =
          AnswerCut.shard(
              result.shards().get(names.indexOf(contribution.shard())), contribution.outputs());
      made.add(
          new Answer(
              key,
              shard,
              AnswerCut.step(result, shard, contribution.outputs()),
              false,
              change.late(),
              Math.max(key.epoch(), epochs.running()),
              change.contributions().size(),
              examples,
              start - contribution.arrivalNanos()));
    }
    return made;
  }

  private void publish() {
    List<SessionState.Task> tasks = new ArrayList<>(losses.length);
    for (int t = 0; t < losses.length; t++) {
      tasks.add(
          new SessionState.Task(
              settings.spec().tasks().get(t).name(), maths.evidenceCount(t), losses[t]));
    }
    state =
        new SessionState(
            maths.hasPrior(),
            epochs.running(),
            steps,
            List.of(),
            List.copyOf(tasks),
            maths.engine());
  }
}
