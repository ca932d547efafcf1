package org.bayesagg.service.session;

import java.util.List;

/**
 * Whether an epoch has closed.
 *
 * @param closed the epoch asked about is closed
 * @param runningEpoch the running epoch
 * @param waitingFor workers that have not ended it
 * @param bayesian whether a prior stands
 */
public record EpochOutcome(
    boolean closed, long runningEpoch, List<String> waitingFor, boolean bayesian) {}
