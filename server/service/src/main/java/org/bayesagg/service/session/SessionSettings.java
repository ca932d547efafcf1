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
 */
public record SessionSettings(
    AggregationSpec spec,
    Synchronous synchronous,
    Duration epochDeadline,
    int maxExamplesPerStep,
    int replayWindow) {

  /**
   * How a synchronous step waits.
   *
   * @param workers contributions a step waits for
   * @param quorum contributions that are enough at the deadline
   * @param stepDeadline from the first contribution
   */
  public record Synchronous(int workers, int quorum, Duration stepDeadline) {}
}
