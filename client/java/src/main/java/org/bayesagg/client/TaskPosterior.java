package org.bayesagg.client;

/**
 * One task's last layer, in double precision. p is d, plus 1 with a bias, which then is last.
 *
 * @param task its name
 * @param mean [o, p]
 * @param precision by structure: FULL [p, p] (Gaussian, shared by the outputs) or [C p, C p]
 *     (categorical, row-major over (class, weight)), BLOCK_DIAGONAL [o, p, p], DIAGONAL [p]
 *     (Gaussian) or [o, p]; null unless asked for
 * @param covariance the inverse, of the same shape; null unless asked for
 */
public record TaskPosterior(
    String task, DenseArray mean, DenseArray precision, DenseArray covariance) {}
