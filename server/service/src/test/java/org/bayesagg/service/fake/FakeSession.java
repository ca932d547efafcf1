package org.bayesagg.service.fake;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.bayesagg.math.PhaseNanos;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.ShardResult;
import org.bayesagg.math.StepResult;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.Caller;
import org.bayesagg.service.session.Contribution;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.service.session.EpochOutcome;
import org.bayesagg.service.session.LedgerState;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionFootprint;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.service.session.SessionState;
import org.bayesagg.service.session.WorkerPlace;

/** A session without maths: answers each contribution with its own features as the direction. */
public final class FakeSession implements Session {
  private final String id;
  private final String fingerprint;
  private final SessionSettings settings;
  private final AtomicInteger places = new AtomicInteger();
  private final List<Contribution> contributions = new CopyOnWriteArrayList<>();
  private volatile Function<Contribution, CompletableFuture<Answer>> behaviour =
      contribution -> CompletableFuture.completedFuture(echo(contribution));

  public FakeSession(String id, String fingerprint, SessionSettings settings) {
    this.id = id;
    this.fingerprint = fingerprint;
    this.settings = settings;
  }

  /** Says how contributions are answered. */
  public void onContribution(Function<Contribution, CompletableFuture<Answer>> answer) {
    behaviour = answer;
  }

  /** What has come. */
  public List<Contribution> contributions() {
    return contributions;
  }

  /** An answer whose direction is the features. */
  public static Answer echo(Contribution contribution) {
    ShardResult shard = new ShardResult(contribution.batch().features(), null, null, null, null);
    StepResult step =
        new StepResult(
            false, List.of(shard), null, null, null, null, 0, new PhaseNanos(1, 2, 3, 4));
    int examples = contribution.batch().examples();
    return new Answer(contribution.key(), shard, step, false, false, 0, 1, examples, 0);
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
    return new SessionFootprint(1, 2, 3);
  }

  @Override
  public Instant createTime() {
    return Instant.EPOCH;
  }

  private volatile Caller lastCaller;

  @Override
  public CompletableFuture<Answer> contribute(Contribution contribution) {
    contributions.add(contribution);
    return behaviour.apply(contribution);
  }

  @Override
  public Place enter(ContributionKey key, Caller caller) {
    places.incrementAndGet();
    lastCaller = caller;
    return new Place() {
      @Override
      public CompletableFuture<Answer> contribute(Contribution contribution) {
        places.decrementAndGet();
        return FakeSession.this.contribute(contribution);
      }

      @Override
      public void leave() {
        places.decrementAndGet();
      }
    };
  }

  /** Who took the last place. */
  public Caller lastCaller() {
    return lastCaller;
  }

  /** Places that are taken, and neither used nor given up. */
  public int places() {
    return places.get();
  }

  @Override
  public CompletableFuture<EpochOutcome> finishEpoch(String worker, long epoch) {
    return CompletableFuture.completedFuture(new EpochOutcome(false, epoch, List.of("w1"), false));
  }

  @Override
  public CompletableFuture<WorkerPlace> join(String worker, LedgerState.Place acknowledged) {
    return CompletableFuture.completedFuture(
        new WorkerPlace(0, new LedgerState.Place(-1, -1), -1, false));
  }

  @Override
  public <T> CompletableFuture<T> copy(Copier<T> copier) {
    throw new UnsupportedOperationException("a fake has no state");
  }

  @Override
  public CompletableFuture<Void> leave(String worker) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> resize(int workers, int quorum) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<PosteriorView> posterior(
      int task, boolean precision, boolean covariance) {
    int outputs = settings.spec().tasks().get(task).outputs();
    int weights = settings.spec().tasks().get(task).weights(settings.spec().featureDim());
    double[] mean = new double[outputs * weights];
    double[] matrix = new double[weights];
    return CompletableFuture.completedFuture(
        new PosteriorView(
            mean, precision ? matrix : null, covariance ? matrix : null, List.of(weights)));
  }

  @Override
  public CompletableFuture<Prediction> predict(int task, float[] features, int examples) {
    int outputs = settings.spec().tasks().get(task).outputs();
    return CompletableFuture.completedFuture(
        new Prediction(new float[examples * outputs], new float[examples * outputs]));
  }

  @Override
  public SessionState state() {
    return new SessionState(
        false,
        0,
        contributions.size(),
        List.of(new SessionState.Worker("w0", 0, 1, Instant.EPOCH, true, false)),
        settings.spec().tasks().stream()
            .map(task -> new SessionState.Task(task.name(), 5, new double[] {0.5}))
            .toList(),
        "cpu");
  }
}
