package org.bayesagg.client;

/**
 * Where a worker stands in a session.
 *
 * @param epoch the running epoch
 * @param lastEpoch the epoch of its highest step counted; -1 for none
 * @param lastStep that step, above which it goes on; -1 for none
 * @param finishedEpoch whether it has ended the running epoch
 * @param phase whether a prior stands
 */
public record WorkerStatus(
    long epoch, long lastEpoch, long lastStep, boolean finishedEpoch, SessionPhase phase) {}
