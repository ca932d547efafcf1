package org.bayesagg.service.session;

import java.time.Duration;
import org.bayesagg.math.spec.AggregationSpec;

/**
 * One session's configuration, complete and checked.
 *
 * @param spec what decides the maths
 * @param synchronous null: every contribution is a batch of its own
 * @param epochDeadline how long an epoch stays open after the first worker ended it
 * @param maxExamplesPerStep the most examples of one step over all workers
 * @param replayWindow answers kept for each worker
 * @param workerTimeout how long a worker may be silent before nobody waits for it; null: for ever
 */
public record SessionSettings(
    AggregationSpec spec,
    Synchronous synchronous,
    Duration epochDeadline,
    int maxExamplesPerStep,
    int replayWindow,
    Duration workerTimeout) {

  /** Those in which a silent worker is waited for until the deadlines. */
  public SessionSettings(
      AggregationSpec spec,
      Synchronous synchronous,
      Duration epochDeadline,
      int maxExamplesPerStep,
      int replayWindow) {
    this(spec, synchronous, epochDeadline, maxExamplesPerStep, replayWindow, null);
  }

  /** The same whose steps wait for another number of workers. */
  SessionSettings resized(int workers, int quorum) {
    return new SessionSettings(
        spec,
        new Synchronous(workers, quorum, synchronous.stepDeadline()),
        epochDeadline,
        maxExamplesPerStep,
        replayWindow,
        workerTimeout);
  }

  /**
   * How a synchronous step waits.
   *
   * @param workers contributions a step waits for
   * @param quorum contributions that are enough at the deadline
   * @param stepDeadline from the first contribution
   */
  public record Synchronous(int workers, int quorum, Duration stepDeadline) {}
}
