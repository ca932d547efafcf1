package org.bayesagg.service.session;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;

/**
 * One training run: who waits for whom, what counts. Thread-safe; no call blocks.
 *
 * <p>Futures complete on one of the threads that all sessions share, after the session has gone on:
 * what depends on them may compute there, but should not wait. Cancelling one does not take back
 * the call. All calls but {@link #state} and {@link #finishEpoch} can fail with QUEUE_FULL.
 */
public interface Session {
  /** Its name. */
  String id();

  /** Names its configuration. */
  String fingerprint();

  /** Its configuration. */
  SessionSettings settings();

  /** The memory it takes. */
  SessionFootprint footprint();

  /** When it was created. */
  Instant createTime();

  /**
   * Counts a contribution exactly once. The future completes with the answer, or exceptionally with
   * a {@link SessionException} or {@code InvalidBatchException}; then nothing has changed.
   */
  CompletableFuture<Answer> contribute(Contribution contribution);

  /** Says that a worker has ended an epoch; repeating it changes nothing. */
  CompletableFuture<EpochOutcome> finishEpoch(String worker, long epoch);

  /** A copy of a task's posterior. */
  CompletableFuture<PosteriorView> posterior(int task, boolean precision, boolean covariance);

  /** Predictions of a task for n examples, features [n, d]. */
  CompletableFuture<Prediction> predict(int task, float[] features, int examples);

  /** Where it stands; never waits for a step. */
  SessionState state();
}
