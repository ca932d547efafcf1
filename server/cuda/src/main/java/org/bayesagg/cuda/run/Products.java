package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;

/**
 * What some blocks' covariances do to a step's inputs.
 *
 * @param products c = Σx [blocks, n, q] in float32; of a coupled task null
 * @param variance v = xᵀΣx [blocks, n]
 * @param diagonal Σ_ii [blocks, q]; 0 where not wanted
 * @param first the first block
 * @param covariance Σ [q, q] of a coupled task, both triangles; null otherwise
 */
record Products(Stack products, long variance, long diagonal, int first, Stack covariance) {
  int count() {
    return products == null ? 1 : products.count();
  }
}
