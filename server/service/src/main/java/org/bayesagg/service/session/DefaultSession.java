package org.bayesagg.service.session;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session whose calls and maths are turns of one serial executor; callers never wait. */
final class DefaultSession implements Session {
  private static final Logger log = LoggerFactory.getLogger(DefaultSession.class);

  /** Refused contributions whose note waits for a turn; more are not noted. */
  private static final int NOTES = 1024;

  private final String id;
  private final String fingerprint;
  private final SessionSettings settings;
  private final SessionFootprint footprint;
  private final Instant createTime;
  private final SerialExecutor lane;
  private final Outbox outbox = new Outbox();
  private final Backlog backlog;
  private final AtomicInteger notes = new AtomicInteger();
  private final Ledger ledger;
  private final SessionContext context;
  private final SessionFlow flow;
  private final CompletableFuture<Void> idle = new CompletableFuture<>();

  /** Within turns only. */
  private boolean draining;

  /** Set before the turn that stops the session, so that turns before it begin no maths. */
  private volatile SessionException stopped;

  /** {@code maths} belongs to the session from now on; {@code journal} as in {@link Ledger}. */
  DefaultSession(
      String id,
      String fingerprint,
      SessionSettings settings,
      SessionFootprint footprint,
      SessionEnvironment environment,
      StepMaths maths,
      Consumer<Change> journal) {
    Timers timers = environment.timers();
    SessionLimits limits = environment.limits();
    SessionListener listener = environment.listener();
    this.id = id;
    this.fingerprint = fingerprint;
    this.settings = settings;
    this.footprint = footprint;
    this.createTime = timers.now();
    this.lane = new SerialExecutor(environment.compute());
    // A synchronous step needs a place for each worker, and for what each sends ahead.
    int workers = settings.synchronous() == null ? 1 : settings.synchronous().workers();
    this.backlog =
        new Backlog(
            Math.max(limits.maxQueuedContributions(), 2 * workers),
            waiting -> Outbox.guarded(() -> listener.queued(this, waiting)));
    this.ledger = new Ledger(settings, maths, timers::nanoTime, journal);
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

  @Override
  public String id() {
    return id;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public SessionSettings settings() {
    return settings;
  }

  @Override
  public SessionFootprint footprint() {
    return footprint;
  }

  @Override
  public Instant createTime() {
    return createTime;
  }

  @Override
  public SessionState state() {
    return ledger.state();
  }

  @Override
  public CompletableFuture<Answer> contribute(Contribution contribution) {
    CompletableFuture<Answer> future = new CompletableFuture<>();
    if (backlog.enter()) {
      submit(future, true, () -> flow.contribute(new Pending(contribution, future)));
    } else {
      noteRefused(contribution.key());
      future.completeExceptionally(full());
    }
    return future;
  }

  /** A worker that did not wait may have its next step acknowledged before it sends this again. */
  private void noteRefused(ContributionKey key) {
    if (notes.incrementAndGet() > NOTES) {
      notes.decrementAndGet();
      return;
    }
    context
        .turns()
        .accept(
            () -> {
              notes.decrementAndGet();
              flow.refused(key);
            });
  }

  @Override
  public CompletableFuture<EpochOutcome> finishEpoch(String worker, long epoch) {
    CompletableFuture<EpochOutcome> future = new CompletableFuture<>();
    submit(future, false, () -> flow.finishEpoch(worker, epoch, future));
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
   * @param whenFree runs once, when the running step is over and the session's memory is free
   */
  void stop(SessionException why, Runnable whenFree) {
    stopped = why;
    lane.execute(
        turn(
            () -> {
              flow.stop(why);
              ledger.maths().close();
              outbox.add(() -> idle.complete(null));
              outbox.add(whenFree);
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
        log.error("session {}: a turn failed", id, e);
      }
      if (draining && flow.isIdle()) {
        outbox.add(() -> idle.complete(null));
      }
      return outbox.take();
    };
  }
}
