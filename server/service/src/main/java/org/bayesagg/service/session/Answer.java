package org.bayesagg.service.session;

import org.bayesagg.math.ShardResult;
import org.bayesagg.math.StepResult;

/**
 * The answer to a contribution. Arrays are shared with the replay table and never modified.
 *
 * @param key the contribution
 * @param shard the worker's own rows
 * @param step what is common to the step
 * @param duplicate the contribution had been counted before
 * @param late it came after its step or epoch had closed and was a batch of its own
 * @param countedEpoch the epoch its evidence counted into
 * @param contributions contributions of the step
 * @param examples examples of the step
 * @param queueNanos from arrival to the start of the maths
 */
public record Answer(
    ContributionKey key,
    ShardResult shard,
    StepResult step,
    boolean duplicate,
    boolean late,
    long countedEpoch,
    int contributions,
    long examples,
    long queueNanos) {}
