package org.bayesagg.math;

import java.util.List;

/**
 * The result of a step. The arrays belong to the caller.
 *
 * @param bayesian whether a prior stood; false in warm-up
 * @param shards one for each batch given, in order
 * @param weightShares by task, summing to 1 over tasks with labels; null where not asked for
 * @param meanGradientVariance by task, over labelled examples, rows and dimensions; NaN in warm-up
 *     or without labels
 * @param posteriorMeans by task [o, p]; null where not asked for or in warm-up
 * @param runningLosses by task [rows], this step included unless the refresh interval is above 1;
 *     empty arrays before the first label
 * @param jitter the largest diagonal jitter that a factorisation needed; 0 nearly always
 * @param nanos time by phase
 */
public record StepResult(
    boolean bayesian,
    List<ShardResult> shards,
    double[] weightShares,
    double[] meanGradientVariance,
    double[][] posteriorMeans,
    double[][] runningLosses,
    double jitter,
    PhaseNanos nanos) {}
