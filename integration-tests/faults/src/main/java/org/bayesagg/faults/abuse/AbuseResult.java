package org.bayesagg.faults.abuse;

import java.util.List;

/**
 * What came of one kind of abuse.
 *
 * @param kind of abuse
 * @param tally of the abuser
 * @param seconds that it lasted
 * @param refused how often it was refused as it must be
 * @param aloneP50 of the worker without it, milliseconds: the mean of before and after
 * @param aloneP99 the same
 * @param beside the worker's steps beside it
 * @param serverBusy processors that the server took beside it
 * @param serverAlone processors that it took without
 * @param abuserBusy processors that the abuser took
 * @param after what the server held when it was over
 * @param problems of the worker
 */
record AbuseResult(
    AbuseKind kind,
    Tally tally,
    double seconds,
    long refused,
    double aloneP50,
    double aloneP99,
    WorkerPhase beside,
    double serverBusy,
    double serverAlone,
    double abuserBusy,
    ServerState after,
    List<String> problems) {
  /** Copies the list. */
  AbuseResult {
    problems = List.copyOf(problems);
  }

  /** The worker's 99th percentile beside it, as a multiple of that alone. */
  double ratio() {
    return beside.p99() / aloneP99;
  }

  boolean isWell(double bound) {
    return refused > 0 && problems.isEmpty() && (kind == AbuseKind.NEIGHBOUR || ratio() <= bound);
  }
}
