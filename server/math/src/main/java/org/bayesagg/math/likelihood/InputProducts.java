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

  /** Multiplications of a product that take as long as one element. */
  private static final int OPERATIONS = 10;

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
    boolean single = result.precision() == Precision.SINGLE;
    double[][] wide = new double[context.algebra().threads()][];
    for (int slot = 0; !single && slot < wide.length; slot++) {
      wide[slot] = context.workspace().doubles("tile of products " + slot, TILE * d);
    }
    context
        .algebra()
        .parallel(
            (n + TILE - 1) / TILE,
            (double) OPERATIONS * n * d,
            (slot, tile) -> {
              int first = tile * TILE;
              int count = Math.min(TILE, n - first);
              variances(context, result, first, count, variance);
              Matrix rows = result.view(first, 0, count, d);
              if (single) {
                rows.read(0, count, products, first * d);
                return;
              }
              rows.read(0, count, wide[slot]);
              for (int j = 0; j < count * d; j++) {
                products[first * d + j] = (float) wide[slot][j];
              }
            });
    return new InputProducts(products, variance, diagonal);
  }

  private static void variances(
      MomentContext context, Matrix result, int first, int count, double[] to) {
    int p = result.cols();
    Matrix inputs = context.step().inputs(p, result.precision());
    context
        .algebra()
        .rowDots(result.view(first, 0, count, p), inputs.view(first, 0, count, p), to, first);
    for (int i = first; i < first + count; i++) {
      to[i] = Math.max(to[i], 0);
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
