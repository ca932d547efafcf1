package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;

/** One session over maths, threads and time that the test moves by hand. */
final class Fixture {
  static final int DIM = 2;
  static final Duration STEP_DEADLINE = Duration.ofSeconds(30);
  static final Duration EPOCH_DEADLINE = Duration.ofMinutes(10);
  static final SessionLimits LIMITS = new SessionLimits(4, 1 << 20, 1 << 20, 8, 16);

  final HandTimers timers = new HandTimers();
  final HandExecutor executor = new HandExecutor();
  final Events events = new Events();
  final HandLog log = new HandLog();
  final List<Change> journal = log.changes;
  final List<Throwable> losses = new ArrayList<>();
  final FakeMaths maths;
  final DefaultSession session;

  private Fixture(SessionSettings settings, SessionLimits limits) {
    maths = new FakeMaths(settings.spec());
    session =
        new DefaultSession(
            new SessionStorage.Description("run", "print", settings, timers.now()),
            new SessionFootprint(1, 2, 3),
            new SessionEnvironment(limits, executor, timers, events),
            new Ledger(settings, maths, timers::nanoTime, log),
            (lost, why) -> losses.add(why));
  }

  /** A session that is not kept. */
  static DefaultSession session(
      SessionSettings settings, SessionEnvironment environment, StepMaths maths) {
    return new DefaultSession(
        new SessionStorage.Description("run", "print", settings, environment.timers().now()),
        new SessionFootprint(1, 2, 3),
        environment,
        new Ledger(settings, maths, environment.timers()::nanoTime, ChangeLog.NONE),
        (lost, why) -> {});
  }

  static Fixture of(SessionSettings settings) {
    return of(settings, LIMITS);
  }

  static Fixture of(SessionSettings settings, SessionLimits limits) {
    return new Fixture(settings, limits);
  }

  /** Every contribution a step, the prior kept epoch by epoch. */
  static Fixture independent() {
    return of(settings(spec(new PriorRefresh.StreamingEpoch()), null));
  }

  static Fixture forgetting() {
    return of(settings(spec(new PriorRefresh.Forgetting(0.9)), null));
  }

  static Fixture synchronous(int workers, int quorum) {
    return of(
        settings(
            spec(new PriorRefresh.StreamingEpoch()),
            new SessionSettings.Synchronous(workers, quorum, STEP_DEADLINE)));
  }

  static AggregationSpec spec(PriorRefresh refresh) {
    return AggregationSpec.builder(DIM)
        .task(TaskSpec.builder("a", LikelihoodKind.GAUSSIAN))
        .task(TaskSpec.builder("b", LikelihoodKind.BERNOULLI))
        .priorRefresh(refresh)
        .build();
  }

  static SessionSettings settings(AggregationSpec spec, SessionSettings.Synchronous rule) {
    return new SessionSettings(spec, rule, EPOCH_DEADLINE, 8, 2);
  }

  /** One example with both tasks; {@code value} is its first feature and its digest. */
  static Contribution contribution(String worker, long epoch, long step, int value) {
    return contribution(worker, epoch, step, worker, batch(1, value, 0, 1), value);
  }

  static Contribution contribution(
      String worker, long epoch, long step, String shard, Batch batch, long digest) {
    return new Contribution(
        new ContributionKey(worker, epoch, step), shard, batch, StepOutputs.DIRECTION, digest, 0);
  }

  /** Examples whose features all are {@code value}, with labels of the tasks given. */
  static Batch batch(int examples, float value, int... tasks) {
    float[] features = new float[examples * DIM];
    Arrays.fill(features, value);
    TaskBatch[] all = new TaskBatch[2];
    for (int task : tasks) {
      all[task] =
          new TaskBatch(new Observation.Dense(new float[examples]), null, new float[DIM + 1]);
    }
    return new Batch(examples, features, Arrays.asList(all), null);
  }

  CompletableFuture<Answer> send(String worker, long epoch, long step, int value) {
    return session.contribute(contribution(worker, epoch, step, value));
  }

  /** As {@link #send}, with a value of its own for every place. */
  CompletableFuture<Answer> send(String worker, long epoch, long step) {
    return send(worker, epoch, step, valueOf(worker, epoch, step));
  }

  static int valueOf(String worker, long epoch, long step) {
    return (int) (worker.charAt(0) * 10_000 + epoch * 1_000 + step + 1);
  }

  EpochOutcome finish(String worker, long epoch) {
    return session.finishEpoch(worker, epoch).join();
  }

  /** Ends the session as a deletion does; completes when its memory is free. */
  CompletableFuture<Void> stop() {
    CompletableFuture<Void> free = new CompletableFuture<>();
    session.stop(Refusal.notFound("run"), true, failure -> free.complete(null));
    return free;
  }

  long epoch() {
    return session.state().epoch();
  }

  /** The refusal a future failed with. */
  static SessionException refusal(CompletableFuture<?> future) {
    return (SessionException) failure(future);
  }

  static Throwable failure(CompletableFuture<?> future) {
    assertThat(future).isCompletedExceptionally();
    try {
      future.join();
    } catch (CompletionException e) {
      return e.getCause();
    }
    throw new AssertionError("completed");
  }

  /** Values counted by the maths, in order. */
  List<Integer> counted() {
    return maths.counted.stream().map(c -> (int) c.first()).toList();
  }
}
