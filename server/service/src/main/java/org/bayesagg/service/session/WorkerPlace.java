package org.bayesagg.service.session;

/**
 * Where a worker stands.
 *
 * @param runningEpoch the session's running epoch
 * @param last the worker's highest step counted; (-1, -1) for none
 * @param endedThrough the last epoch that it ended; -1 for none
 * @param bayesian whether a prior stands
 */
public record WorkerPlace(
    long runningEpoch, LedgerState.Place last, long endedThrough, boolean bayesian) {}
