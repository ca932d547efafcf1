package org.bayesagg.math;

import java.util.List;

/**
 * One shard's part of a step's result. The arrays belong to the caller. Null where not asked for.
 *
 * @param direction dL/dfeatures [n, d]
 * @param weights normalised weights [rows], [rows, d] or [n, rows], as {@code weightsShape} says
 * @param weightsShape the shape of {@code weights}
 * @param gradientMean by task [n, rows of the task, d]; null elements where the shard lacks the
 *     task, null in warm-up
 * @param gradientVariance likewise, before pooling, floor and exponent
 */
public record ShardResult(
    float[] direction,
    float[] weights,
    List<Integer> weightsShape,
    float[][] gradientMean,
    float[][] gradientVariance) {}
