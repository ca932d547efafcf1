package org.bayesagg.service.session;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A change of a session's state. The same changes in the same order make the same state, whatever
 * clocks and threads did; so this is what a journal has to keep.
 */
public sealed interface Change {

  /** When it happened. */
  Instant at();

  /**
   * A step is counted. Where its maths throw, nothing changes.
   *
   * @param contributions of one step; sorted here, so that the order of arrival changes nothing
   * @param late it is a single contribution whose step or epoch had closed
   */
  record Counted(List<Contribution> contributions, boolean late, Instant at) implements Change {
    private static final Comparator<Contribution> CANONICAL =
        Comparator.comparing(Contribution::shard)
            .thenComparing(contribution -> contribution.key().worker());

    /** Sorts the contributions. */
    public Counted {
      contributions = contributions.stream().sorted(CANONICAL).toList();
    }
  }

  /** A worker has ended an epoch, and those before it. */
  record Ended(String worker, long epoch, Instant at) implements Change {}

  /** A worker contributes no more: nobody waits for it. */
  record Left(String worker, Instant at) implements Change {}

  /** A worker that had left is back. */
  record Joined(String worker, Instant at) implements Change {}

  /** Synchronous steps wait for another number of workers from now on. */
  record Resized(int workers, int quorum, Instant at) implements Change {}

  /** The running epoch closes. */
  record Closed(long epoch, Instant at) implements Change {}

  /**
   * The change before it failed and changed nothing: on another machine, whose rounding differs, it
   * might not fail.
   */
  record Cancelled(Instant at) implements Change {}
}
