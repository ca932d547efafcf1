package org.bayesagg.client;

import java.time.Duration;

/**
 * Steps that wait for several workers.
 *
 * @param workers contributions that a step waits for, at least 1
 * @param quorum how many are enough at the deadline; null: all of them
 * @param stepDeadline how long a step waits from its first contribution; null: 30 s
 */
public record SynchronousSteps(int workers, Integer quorum, Duration stepDeadline) {

  /** Waits for {@code workers} contributions, all of them, for the server's default time. */
  public static SynchronousSteps of(int workers) {
    return new SynchronousSteps(workers, null, null);
  }
}
