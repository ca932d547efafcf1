package org.bayesagg.math.likelihood;

import org.bayesagg.math.step.TaskData;

/**
 * Squared error (y − z)² with noise variance ν.
 *
 * <p>Evidence: H = Σ u x xᵀ / ν, shared by all outputs, η = Σ u y x / ν. Moments are exact; with c
 * = Σ_w h, v = xᵀ Σ_w x, a = z − y: E[g] = 2 (c + μ a), Var[g_i] = 4 (μ_i² v + a² Σ_ii + 2 μ_i a
 * c_i + Σ_ii v + c_i²). Source: BayesAgg-MTL (ICML 2024), regression.
 */
final class Gaussian implements Likelihood {

  @Override
  public double loss(TaskData task, int example, int row) {
    int index = example * task.spec().outputs() + row;
    double a = task.logits()[index] - task.labels()[index];
    return a * a;
  }

  @Override
  public void residual(double[] z, float[] labels, int from, double[] to) {
    for (int k = 0; k < to.length; k++) {
      to[k] = 2 * (z[from + k] - labels[from + k]);
    }
  }

  @Override
  public Curvature curvature(TaskData task) {
    int o = task.spec().outputs();
    int n = task.weights().length;
    double precision = 1 / task.spec().noiseVariance();
    double[] omega = new double[n];
    double[] pull = new double[n * o];
    double[] slope = new double[n * o];
    for (int i = 0; i < n; i++) {
      omega[i] = task.weights()[i] * precision;
      for (int k = 0; k < o; k++) {
        int index = i * o + k;
        double y = task.labels()[index];
        pull[index] = omega[i] * y;
        slope[index] = omega[i] * (task.linear()[index] - y);
      }
    }
    return new Curvature(new double[][] {omega}, null, pull, slope);
  }

  @Override
  public RowMoments[] moments(MomentContext context, int block) {
    TaskData task = context.task();
    int o = task.spec().outputs();
    InputProducts products = InputProducts.of(context, block);
    Centre centre = context.posterior().centre(0, o);
    RowMoments[] rows = new RowMoments[o];
    int each = context.step().examples() * QuadraticRow.FACTORS;
    float[] factors = context.kept().floats("factors", o * each);
    for (int k = 0; k < o; k++) {
      writeFactors(context, products, centre, k, factors, k * each);
      rows[k] =
          new QuadraticRow(
              context.step(),
              products,
              centre.weights(),
              centre.offset() + k * centre.stride(),
              (float) context.rowScale()[k],
              factors,
              k * each);
    }
    return rows;
  }

  private static void writeFactors(
      MomentContext context,
      InputProducts products,
      Centre centre,
      int k,
      float[] factors,
      int first) {
    int o = context.task().spec().outputs();
    int n = context.step().examples();
    double scale = context.rowScale()[k];
    for (int i = 0; i < n; i++) {
      double a = centre.logits()[i * o + k] - context.task().labels()[i * o + k];
      double v = scale * products.variance()[i];
      int at = first + i * QuadraticRow.FACTORS;
      factors[at] = (float) (2 * a);
      factors[at + 1] = (float) (2 * a);
      factors[at + 2] = 2;
      factors[at + 3] = (float) (4 * v);
      factors[at + 4] = (float) (8 * a);
      factors[at + 5] = 4;
      factors[at + 6] = (float) (4 * (a * a + v));
    }
  }

  @Override
  public void predict(MomentContext context, float[] mean, float[] variance) {
    int o = context.task().spec().outputs();
    InputProducts products = InputProducts.of(context, 0);
    Centre centre = context.posterior().centre(0, o);
    double noise = context.task().spec().noiseVariance();
    for (int i = 0; i < context.step().examples(); i++) {
      for (int k = 0; k < o; k++) {
        double scale = context.rowScale()[k];
        mean[i * o + k] = (float) centre.logits()[i * o + k];
        // Where the noise comes from the loss, it is the scale itself and the stated noise is 1.
        variance[i * o + k] = (float) (scale * (products.variance()[i] + noise));
      }
    }
  }
}
