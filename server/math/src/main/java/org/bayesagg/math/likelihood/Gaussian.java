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
    for (int k = 0; k < o; k++) {
      rows[k] = new Row(context, products, centre, k);
    }
    return rows;
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

  /** One output. */
  private static final class Row implements RowMoments {
    private final MomentContext context;
    private final InputProducts products;
    private final Centre centre;
    private final int k;
    private final float scale;

    Row(MomentContext context, InputProducts products, Centre centre, int k) {
      this.context = context;
      this.products = products;
      this.centre = centre;
      this.k = k;
      this.scale = (float) context.rowScale()[k];
    }

    @Override
    public void evaluate(int example, float[] plain, float[] expected, float[] variance) {
      int o = context.task().spec().outputs();
      int d = context.step().featureDim();
      float[] mu = centre.weights()[context.step().shardOf(example)];
      if (mu == null) {
        return;
      }
      int m = centre.offset() + k * centre.stride();
      int index = example * o + k;
      float a = (float) (centre.logits()[index] - context.task().labels()[index]);
      float[] c = products.products();
      int row = example * d;
      if (plain != null) {
        for (int i = 0; i < d; i++) {
          plain[i] = 2 * a * mu[m + i];
        }
      }
      if (expected != null) {
        for (int i = 0; i < d; i++) {
          expected[i] = 2 * (scale * c[row + i] + a * mu[m + i]);
        }
      }
      if (variance != null) {
        float v = scale * (float) products.variance()[example];
        float[] diagonal = products.diagonal();
        for (int i = 0; i < d; i++) {
          float ci = scale * c[row + i];
          float sii = scale * diagonal[i];
          float w = mu[m + i];
          variance[i] = 4 * (w * w * v + a * a * sii + 2 * w * a * ci + sii * v + ci * ci);
        }
      }
    }
  }
}
