package org.bayesagg.service.session;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.state.StateOutput;

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

  /** Its configuration, with the number of workers that steps wait for now. */
  SessionSettings settings();

  /** The memory it takes. */
  SessionFootprint footprint();

  /** When it was created. */
  Instant createTime();

  /**
   * Counts a contribution exactly once. The future completes with the answer, or exceptionally with
   * a {@link SessionException} or {@code InvalidBatchException}; then nothing has changed.
   */
  default CompletableFuture<Answer> contribute(Contribution contribution) {
    try {
      return enter(contribution.key(), Caller.PATIENT).contribute(contribution);
    } catch (SessionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Takes a place in the queue for a contribution that is yet to be read, so that one for which
   * there is none costs nothing but its arrival.
   *
   * @throws SessionException QUEUE_FULL where there is none, or where its turn would come too late
   */
  Place enter(ContributionKey key, Caller caller);

  /** A place in a session's queue. One of its methods is called, once. */
  interface Place {
    /** Counts the contribution as {@link Session#contribute} does. */
    CompletableFuture<Answer> contribute(Contribution contribution);

    /** Gives the place up: there is no contribution after all. */
    void leave();
  }

  /** Says that a worker has ended an epoch; repeating it changes nothing. */
  CompletableFuture<EpochOutcome> finishEpoch(String worker, long epoch);

  /**
   * Says that a worker is here; repeated, a sign of life. Refused with SERVER_BEHIND where the
   * worker has had an answer that the session does not know of.
   *
   * @param acknowledged the highest step of which it has the answer; null: it does not say
   */
  CompletableFuture<WorkerPlace> join(String worker, LedgerState.Place acknowledged);

  /** Says that a worker contributes no more, so that nobody waits for it. */
  CompletableFuture<Void> leave(String worker);

  /**
   * Lets synchronous steps wait for another number of workers, 1 and more.
   *
   * @param quorum how many are enough at a step's deadline, 1 to {@code workers}
   */
  CompletableFuture<Void> resize(int workers, int quorum);

  /** A copy of a task's posterior. */
  CompletableFuture<PosteriorView> posterior(int task, boolean precision, boolean covariance);

  /** Predictions of a task for n examples, features [n, d]. */
  CompletableFuture<Prediction> predict(int task, float[] features, int examples);

  /** Copies all that the session has counted, between two steps; the session goes on. */
  <T> CompletableFuture<T> copy(Copier<T> copier);

  /** Makes a copy of a session's state. */
  interface Copier<T> {
    /**
     * Called once, in a turn of the session's.
     *
     * @param maths writes what the maths keep
     */
    T copy(SessionStorage.Description session, LedgerState ledger, Consumer<StateOutput> maths);
  }

  /** Where it stands; never waits for a step. */
  SessionState state();
}
