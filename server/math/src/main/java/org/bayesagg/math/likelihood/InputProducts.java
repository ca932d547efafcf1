package org.bayesagg.math.likelihood;

import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.step.StepData;

/**
 * What one block's covariance Σ does to the step's inputs.
 *
 * @param products c = Σ x [N, d], the rows of the features only
 * @param variance v = xᵀ Σ x [N]
 * @param diagonal Σ_ii [d]; null where variances are not wanted
 */
record InputProducts(float[] products, double[] variance, float[] diagonal) {

  /** Cost: one product with the covariance. */
  static InputProducts of(MomentContext context, int block) {
    StepData step = context.step();
    int d = step.featureDim();
    int p = context.task().spec().weights(d);
    int n = step.examples();
    Covariance covariance = context.posterior().covariance(block);
    Matrix result = context.workspace().matrix("products", n, p);
    covariance.multiply(step.inputs(p), result);
    float[] products = new float[n * d];
    double[] variance = new double[n];
    double[] row = new double[p];
    float[] h = step.features();
    for (int i = 0; i < n; i++) {
      result.read(i, 1, row);
      double v = p > d ? row[d] : 0;
      for (int j = 0; j < d; j++) {
        v += row[j] * h[i * d + j];
        products[i * d + j] = (float) row[j];
      }
      variance[i] = Math.max(v, 0);
    }
    float[] diagonal = null;
    if (context.variance()) {
      double[] exact = covariance.diagonal();
      diagonal = new float[d];
      for (int j = 0; j < d; j++) {
        diagonal[j] = (float) exact[j];
      }
    }
    return new InputProducts(products, variance, diagonal);
  }
}
