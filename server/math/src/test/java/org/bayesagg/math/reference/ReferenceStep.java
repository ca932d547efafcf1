package org.bayesagg.math.reference;

import java.util.List;

/**
 * The result of a step in double precision.
 *
 * @param bayesian whether a prior stood
 * @param directions by shard [n · d]
 * @param weights by shard, in the shape that the choices give; null where each example and
 *     dimension has its own, and in a warm-up without weights
 * @param means by shard and task [n · rows · d]; null elements for tasks that a shard lacks
 * @param variances likewise, before pooling, floor and exponent
 * @param posteriorMeans by task [o · p]; null in warm-up
 * @param runningLosses by task [rows]
 */
public record ReferenceStep(
    boolean bayesian,
    List<double[]> directions,
    List<double[]> weights,
    List<double[][]> means,
    List<double[][]> variances,
    double[][] posteriorMeans,
    double[][] runningLosses) {}
