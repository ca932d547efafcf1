package org.bayesagg.math;

import java.util.List;

/**
 * A copy of one task's posterior. The arrays belong to the caller. Null where not asked for.
 *
 * @param mean [o, p], p = d plus 1 with a bias
 * @param precision Λ in the task's structure, row-major
 * @param covariance Λ⁻¹, likewise
 * @param matrixShape the shape of precision and covariance: [p, p], [C p, C p], [o, p, p], [p] or
 *     [o, p]
 */
public record PosteriorView(
    double[] mean, double[] precision, double[] covariance, List<Integer> matrixShape) {}
