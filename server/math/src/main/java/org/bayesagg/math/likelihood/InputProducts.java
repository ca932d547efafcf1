package org.bayesagg.math.likelihood;

import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.step.StepData;

/**
 * What one block's covariance Σ does to the step's inputs.
 *
 * @param products c = Σ x [N, d] at least, the rows of the features only; the context's memory
 * @param variance v = xᵀ Σ x [N] at least; the context's memory
 * @param diagonal Σ_ii [d]; null where variances are not wanted
 */
record InputProducts(float[] products, double[] variance, float[] diagonal) {
  private static final int TILE = 16;

  /** Cost: one product with the covariance. */
  static InputProducts of(MomentContext context, int block) {
    StepData step = context.step();
    int d = step.featureDim();
    int n = step.examples();
    Covariance covariance = context.posterior().covariance(block);
    float[] diagonal = context.variance() ? rounded(covariance.diagonal(), d) : null;
    Matrix result = covariance.products();
    float[] products = context.kept().floats("products", n * d);
    double[] variance = context.kept().doubles("variances", n);
    if (result.precision() == Precision.SINGLE) {
      singles(context, result, products, variance);
    } else {
      doubles(context, result, products, variance);
    }
    return new InputProducts(products, variance, diagonal);
  }

  private static void singles(
      MomentContext context, Matrix result, float[] products, double[] variance) {
    int d = context.step().featureDim();
    int p = result.cols();
    float[] h = context.step().features();
    float[] tile = context.workspace().floats("tile of products", TILE * p);
    int n = result.rows();
    for (int first = 0; first < n; first += TILE) {
      int count = Math.min(TILE, n - first);
      result.read(first, count, tile, 0);
      for (int r = 0; r < count; r++) {
        int i = first + r;
        System.arraycopy(tile, r * p, products, i * d, d);
        double v = Dot.of(tile, r * p, h, i * d, d) + (p > d ? tile[r * p + d] : 0);
        variance[i] = Math.max(v, 0);
      }
    }
  }

  private static void doubles(
      MomentContext context, Matrix result, float[] products, double[] variance) {
    int d = context.step().featureDim();
    int p = result.cols();
    float[] h = context.step().features();
    double[] row = context.workspace().doubles("product", p);
    for (int i = 0; i < result.rows(); i++) {
      result.read(i, 1, row);
      double v = p > d ? row[d] : 0;
      for (int j = 0; j < d; j++) {
        v += row[j] * h[i * d + j];
        products[i * d + j] = (float) row[j];
      }
      variance[i] = Math.max(v, 0);
    }
  }

  private static float[] rounded(double[] values, int d) {
    float[] rounded = new float[d];
    for (int j = 0; j < d; j++) {
      rounded[j] = (float) values[j];
    }
    return rounded;
  }
}
