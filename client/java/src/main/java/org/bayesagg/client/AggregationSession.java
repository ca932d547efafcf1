package org.bayesagg.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A worker's handle on one session; thread-safe, and may serve several workers of this process.
 * Closing it ends its stream and leaves the session on the server.
 *
 * <p>Every method but {@link #close} throws {@link AggregationException} when the server refuses or
 * cannot be reached in time, and {@link IllegalArgumentException} where an array's length does not
 * fit the session's configuration.
 */
public interface AggregationSession extends AutoCloseable {

  /** The session's name. */
  String id();

  /** Names its configuration; every call repeats it. */
  String fingerprint();

  /** Its configuration, every field filled in by the server. */
  SessionOptions options();

  /** Asks the server where the session stands. */
  SessionInfo info();

  /** Sends a contribution and waits for its answer. */
  StepAnswer aggregate(Contribution contribution);

  /**
   * Sends a contribution. Contributions of one worker reach the server in the order of these calls,
   * and may follow one another without waiting. The future fails with {@link AggregationException};
   * its dependents run on the client's own threads and must not block.
   *
   * <p>Where an independent session has no place for as many as this handle sends, further ones
   * wait here until answers come, those of the newest worker first, at most until their deadline.
   */
  CompletableFuture<StepAnswer> aggregateAsync(Contribution contribution);

  /**
   * Says that a worker has ended an epoch, after its last answer has come; repeating it changes
   * nothing.
   */
  EpochStatus finishEpoch(String worker, long epoch);

  /**
   * Says that a worker is here, and learns where it stands. Repeated, it is a sign of life between
   * contributions. Refused with {@link ErrorReason#SERVER_BEHIND} where this handle has had an
   * answer that the server has lost.
   */
  WorkerStatus join(String worker);

  /** Says that a worker contributes no more, so that neither steps nor epochs wait for it. */
  void leave(String worker);

  /**
   * Lets synchronous steps wait for another number of workers from now on.
   *
   * @param quorum how many are enough at a step's deadline
   */
  SessionInfo resize(int workers, int quorum);

  /**
   * The tasks' last layers: the prior of the running epoch, or under forgetting the evidence kept.
   *
   * @param tasks which; empty: all, in the order of the configuration
   * @param parts what beside the mean
   */
  List<TaskPosterior> posterior(List<String> tasks, PosteriorPart... parts);

  /** The posteriors of all tasks. */
  default List<TaskPosterior> posterior(PosteriorPart... parts) {
    return posterior(List.of(), parts);
  }

  /**
   * Predictions under the posterior that {@link #posterior} shows. Many examples go by several
   * calls.
   *
   * @param features [n, d], row-major
   * @param tasks which; none: all
   */
  List<TaskPrediction> predict(float[] features, String... tasks);

  /** Ends the stream; contributions on their way fail with {@link ErrorReason#CLOSED}. */
  @Override
  void close();
}
