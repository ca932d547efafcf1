package org.bayesagg.service.session;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session whose calls and maths are turns of one serial executor; callers never wait. */
final class DefaultSession implements Session {
  private static final Logger log = LoggerFactory.getLogger(DefaultSession.class);

  private final SessionStorage.Description description;
  private final SessionFootprint footprint;
  private final Executor compute;
  private final SerialExecutor lane;
  private final Outbox outbox = new Outbox();
  private final Backlog backlog;
  private final RefusedKeys refusals = new RefusedKeys();
  private final Ledger ledger;
  private final SessionContext context;
  private final SessionFlow flow;
  private final BiConsumer<DefaultSession, Throwable> onLost;
  private final CompletableFuture<Void> idle = new CompletableFuture<>();

  /** Within turns only. */
  private boolean draining;

  /** Set before the turn that stops the session, so that turns before it begin no maths. */
  private volatile SessionException stopped;

  /**
   * A session, which counts in {@code ledger} from now on.
   *
   * @param onLost told, once or more often, that a change could not be kept: what the session holds
   *     is then more than what is kept, and it answers no more
   */
  DefaultSession(
      SessionStorage.Description description,
      SessionFootprint footprint,
      SessionEnvironment environment,
      Ledger ledger,
      BiConsumer<DefaultSession, Throwable> onLost) {
    Timers timers = environment.timers();
    SessionLimits limits = environment.limits();
    SessionListener listener = environment.listener();
    this.description = description;
    this.footprint = footprint;
    this.compute = environment.compute();
    this.lane = new SerialExecutor(compute);
    this.onLost = onLost;
    // A synchronous step needs a place for each worker, and for what each sends ahead.
    SessionSettings settings = description.settings();
    int workers = settings.synchronous() == null ? 1 : settings.synchronous().workers();
    this.backlog =
        new Backlog(
            Math.max(limits.maxQueuedContributions(), 2 * workers),
            waiting -> Outbox.guarded(() -> listener.queued(this, waiting)));
    this.ledger = ledger;
    this.context =
        new SessionContext(
            this,
            timers,
            listener,
            backlog,
            outbox,
            body -> lane.execute(turn(unlessStopped(body))),
            body -> lane.executeQuietly(turn(unlessStopped(body))));
    this.flow = new SessionFlow(context, limits, ledger);
  }

  /** Goes on after a restart. */
  void resume() {
    context.turns().accept(flow::resume);
  }

  @Override
  public String id() {
    return description.id();
  }

  @Override
  public String fingerprint() {
    return description.fingerprint();
  }

  @Override
  public SessionSettings settings() {
    return ledger.settings();
  }

  @Override
  public SessionFootprint footprint() {
    return footprint;
  }

  @Override
  public Instant createTime() {
    return description.createTime();
  }

  @Override
  public SessionState state() {
    return ledger.state().heard(flow::lastHeard);
  }

  @Override
  public Place enter(ContributionKey key, Caller caller) {
    // Others may wait for what a worker adds to a synchronous step: time is no reason to refuse it.
    boolean alone = settings().synchronous() == null;
    long patience = caller.patienceNanos();
    if (alone && !backlog.inTime(patience)) {
      refusals.add(key);
      throw Refusal.tooLate(Duration.ofNanos(patience), backlog.retryInTime());
    }
    if (!backlog.enter()) {
      refusals.add(key);
      throw full();
    }
    return new Place() {
      @Override
      public CompletableFuture<Answer> contribute(Contribution contribution) {
        CompletableFuture<Answer> future = new CompletableFuture<>();
        submit(future, true, () -> take(contribution, future, alone && caller.gone()));
        return future;
      }

      @Override
      public void leave() {
        backlog.giveUp();
      }
    };
  }

  /**
   * A contribution's turn. One that nobody else needs is not counted where its caller has gone: a
   * server that makes what nobody waits for has no time for those who do.
   */
  private void take(Contribution contribution, CompletableFuture<Answer> future, boolean gone) {
    backlog.begin();
    refusals.drain(flow::refused);
    if (gone) {
      flow.refused(contribution.key());
      throw Refusal.callerGone(contribution.key());
    }
    flow.contribute(new Pending(contribution, future));
  }

  @Override
  public CompletableFuture<EpochOutcome> finishEpoch(String worker, long epoch) {
    CompletableFuture<EpochOutcome> future = new CompletableFuture<>();
    submit(future, false, () -> flow.finishEpoch(worker, epoch, future));
    return future;
  }

  @Override
  public CompletableFuture<WorkerPlace> join(String worker, LedgerState.Place acknowledged) {
    CompletableFuture<WorkerPlace> future = new CompletableFuture<>();
    submit(future, false, () -> flow.workers().join(worker, acknowledged, future));
    return future;
  }

  @Override
  public CompletableFuture<Void> leave(String worker) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    submit(future, false, () -> flow.workers().leave(worker, future));
    return future;
  }

  @Override
  public CompletableFuture<Void> resize(int workers, int quorum) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    submit(future, false, () -> flow.workers().resize(workers, quorum, future));
    return future;
  }

  @Override
  public CompletableFuture<PosteriorView> posterior(
      int task, boolean precision, boolean covariance) {
    return ask(() -> ledger.maths().posterior(task, precision, covariance));
  }

  @Override
  public CompletableFuture<Prediction> predict(int task, float[] features, int examples) {
    return ask(() -> ledger.maths().predict(task, features, examples));
  }

  @Override
  public <T> CompletableFuture<T> copy(Copier<T> copier) {
    return ask(() -> copier.copy(description, ledger.save(), ledger.maths()::save));
  }

  private <T> CompletableFuture<T> ask(Supplier<T> question) {
    CompletableFuture<T> future = new CompletableFuture<>();
    if (!backlog.enter()) {
      future.completeExceptionally(full());
      return future;
    }
    submit(
        future,
        true,
        () -> {
          backlog.begin();
          T answer = question.get();
          outbox.add(
              () -> {
                backlog.leave();
                future.complete(answer);
              });
        });
    return future;
  }

  /** Refuses new contributions. */
  void drain() {
    context
        .turns()
        .accept(
            () -> {
              draining = true;
              flow.drain();
            });
  }

  /** Completes when the session drains, or has stopped, and what it had accepted is answered. */
  CompletableFuture<Void> idle() {
    return idle;
  }

  /** Fails what still waits. */
  void drained() {
    context.turns().accept(flow::drained);
  }

  /**
   * Fails what waits and what comes.
   *
   * @param forGood whether what is kept of the session goes as well
   * @param whenFree runs once, when the running step is over, the session's memory free and, for
   *     good, its end kept: with null, or with why it could not be
   */
  void stop(SessionException why, boolean forGood, Consumer<Throwable> whenFree) {
    stopped = why;
    lane.execute(
        turn(
            () -> {
              flow.stop(why);
              ledger.maths().close();
              CompletableFuture<Void> ended = ledger.end(forGood);
              outbox.add(() -> idle.complete(null));
              outbox.add(() -> ended.whenComplete((done, failure) -> whenFree.accept(failure)));
            }));
  }

  private SessionException full() {
    return Refusal.queueFull(backlog.limit(), backlog.retryAfter());
  }

  /** A call's turn. Where it throws, or the session has stopped, its future fails. */
  private void submit(CompletableFuture<?> future, boolean hasPlace, Runnable body) {
    try {
      lane.execute(
          turn(
              () -> {
                try {
                  if (stopped != null) {
                    throw stopped;
                  }
                  body.run();
                } catch (RuntimeException | Error e) {
                  outbox.add(() -> fail(future, hasPlace, e));
                }
              }));
    } catch (RejectedExecutionException e) {
      fail(future, hasPlace, Refusal.draining());
    }
  }

  private void fail(CompletableFuture<?> future, boolean hasPlace, Throwable why) {
    if (hasPlace) {
      backlog.leave();
    }
    future.completeExceptionally(Refusal.of(why));
  }

  private Runnable unlessStopped(Runnable body) {
    return () -> {
      if (stopped == null) {
        body.run();
      }
    };
  }

  private SerialExecutor.Turn turn(Runnable body) {
    return () -> {
      try {
        body.run();
      } catch (RuntimeException | Error e) {
        log.error("session {}: a turn failed", id(), e);
      }
      if (draining && flow.isIdle()) {
        outbox.add(() -> idle.complete(null));
      }
      return released(outbox.take());
    };
  }

  /** Nobody learns of a change before it is kept. */
  private Runnable released(Outbox.Release release) {
    CompletableFuture<Void> kept = ledger.kept();
    if (kept.isDone() && !kept.isCompletedExceptionally()) {
      return release::run;
    }
    return () ->
        kept.whenCompleteAsync(
            (done, failure) -> {
              if (failure == null) {
                release.run();
              } else {
                release.fail(Refusal.notKept(id(), failure));
                onLost.accept(this, failure);
              }
            },
            compute);
  }
}
