package org.bayesagg.service.session;

import java.time.Instant;
import java.util.List;

/**
 * All that a session has counted, without the maths: what a snapshot keeps. Arrays within answers
 * are shared and never modified.
 *
 * @param epoch the running epoch
 * @param begun whether it holds anything
 * @param nextBegun whether the next one does
 * @param steps steps counted
 * @param workers by name
 * @param closedThrough synchronous steps up to this place are closed; (-1, -1) for none
 * @param closed those above it that are closed, ascending
 * @param stepWorkers workers that a synchronous step waits for; 0: every contribution is a step
 * @param stepQuorum how many are enough at its deadline
 * @param answers kept for repeated calls, each worker's in the order in which they were counted
 */
public record LedgerState(
    long epoch,
    boolean begun,
    boolean nextBegun,
    long steps,
    List<Worker> workers,
    Place closedThrough,
    List<Place> closed,
    int stepWorkers,
    int stepQuorum,
    List<Kept> answers) {

  /** One that has counted nothing, with the same number of workers for a step. */
  public LedgerState fresh() {
    Place none = new Place(-1, -1);
    return new LedgerState(
        0, false, false, 0, List.of(), none, List.of(), stepWorkers, stepQuorum, List.of());
  }

  /** The place of a step. */
  public record Place(long epoch, long step) {}

  /**
   * Where a worker stands.
   *
   * @param last its highest step counted; (-1, -1) for none
   * @param skipped steps below it that are certain not to have been counted, ascending
   * @param endedThrough the last epoch that it ended; -1 for none
   * @param left whether it has said that it contributes no more
   */
  public record Worker(
      String name,
      Place last,
      List<Place> skipped,
      long endedThrough,
      Instant lastSeen,
      boolean left) {}

  /** An answer and the digest of what it answered. */
  public record Kept(long digest, Answer answer) {}
}
