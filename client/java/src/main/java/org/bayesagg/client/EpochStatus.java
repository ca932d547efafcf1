package org.bayesagg.client;

import java.util.List;

/**
 * What came of ending an epoch.
 *
 * @param closed the epoch is closed: its evidence is the next one's prior
 * @param epoch the running epoch
 * @param waitingFor workers that have not ended it yet
 * @param phase whether a prior stands now
 */
public record EpochStatus(boolean closed, long epoch, List<String> waitingFor, SessionPhase phase) {

  /** Copies the list. */
  public EpochStatus {
    waitingFor = List.copyOf(waitingFor);
  }
}
