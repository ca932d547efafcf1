package org.bayesagg.math.likelihood;

import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.step.StepData;

/**
 * Gradient moments of a categorical task, at once for all examples.
 *
 * <p>In orthonormal contrasts of the classes (see {@link ContrastProducts}) the gradient is g_i =
 * Σ_k r_k ω_ki with r = B (softmax − y). Given u = m + L ε, L Lᵀ = Cov(u), ε standard normal: ω_ki
 * = ν_ki + Σ_m A_kmi ε_m + rest. So g_i = φᵀ coef_i + remainder with φ = [r, r ⊗ ε] and coef_i =
 * [ν_i, A_i]: E[g_i] = E[φ]ᵀ coef_i, Var[g_i] = coef_iᵀ Cov(φ) coef_i + Σ_kl R_kl,i E[r_k r_l], R_i
 * what is left of Cov(ω_i) given ε. Expectations run over {@link LogitPoints} in K dimensions; with
 * two classes everything is one-dimensional and integrated instead, see {@link LogisticRow}.
 */
final class CategoricalMoments {
  /** For the cost of an example: about as many points, and multiplications for each and a pair. */
  private static final int POINTS = 256;

  private static final double OPERATIONS = 30;

  private final MomentContext context;
  private final ContrastProducts products;
  private final StepData step;
  private final Centre centre;
  private final int classes;
  private final int contrasts;
  private final int d;
  private final int p;

  CategoricalMoments(MomentContext context) {
    this.context = context;
    this.products = ContrastProducts.of(context);
    this.step = context.step();
    this.classes = context.task().spec().outputs();
    this.contrasts = classes - 1;
    this.centre = context.posterior().centre(0, classes);
    this.d = step.featureDim();
    this.p = context.task().spec().weights(d);
  }

  RowMoments row() {
    return contrasts == 1 ? twoClasses() : manyClasses();
  }

  /** ν [K, d] by shard; null where a shard lacks the task. */
  private float[][] centreContrasts() {
    float[][] result = new float[step.shards()][];
    for (int s = 0; s < result.length; s++) {
      float[] own = centre.weights()[s];
      boolean same = s > 0 && own == centre.weights()[s - 1];
      if (same) {
        result[s] = result[s - 1];
      } else if (own != null) {
        result[s] = new float[contrasts * d];
        products.helmert().apply(own, centre.offset(), centre.stride(), d, result[s]);
      }
    }
    return result;
  }

  /** z_0 − z_1 = √2 u, w_0 − w_1 = √2 ω: one logit, of twice the contrast's covariance. */
  private RowMoments twoClasses() {
    int n = step.examples();
    float[] own = context.kept().floats("products", n * d);
    double[] variance = new double[n];
    double[] means = new double[n];
    double[] labels = new double[n];
    float[] contrast = new float[p];
    float[] scratch = new float[p];
    for (int i = 0; i < n; i++) {
      products.read(i, contrast, scratch);
      double v = p > d ? contrast[d] : 0;
      variance[i] = 2 * Math.max(0, v + Dot.of(contrast, 0, step.features(), i * d, d));
      System.arraycopy(contrast, 0, own, i * d, d);
      means[i] = centre.logits()[i * 2] - centre.logits()[i * 2 + 1];
      labels[i] = context.task().labels()[i * 2];
    }
    float[][] centres = centreContrasts();
    float root = (float) Math.sqrt(2);
    for (int s = 0; s < centres.length; s++) {
      boolean done = s > 0 && centres[s] == centres[s - 1];
      for (int j = 0; !done && centres[s] != null && j < d; j++) {
        centres[s][j] *= root;
      }
    }
    InputProducts inputs = new InputProducts(own, variance, products.pairs());
    return LogisticRow.of(context, inputs, means, labels, centres, 0, 2);
  }

  private RowMoments manyClasses() {
    int n = step.examples();
    float[] plain = context.kept().floats("plain", n * d);
    float[] expected = context.kept().floats("expected", n * d);
    float[] variance = context.variance() ? context.kept().floats("variances", n * d) : null;
    float[][] centres = centreContrasts();
    Algebra algebra = context.algebra();
    CategoricalExample[] workers = new CategoricalExample[algebra.threads()];
    algebra.parallel(
        n,
        OPERATIONS * n * (d + POINTS) * contrasts * contrasts,
        (slot, i) -> {
          if (workers[slot] == null) {
            workers[slot] = new CategoricalExample(algebra, products, d, p);
          }
          float[] own = centres[step.shardOf(i)];
          if (own != null) {
            workers[slot].evaluate(
                i, centre.logits(), context.task().labels(), i * classes, own, step.features());
            workers[slot].write(i * d, plain, expected, variance);
          }
        });
    for (CategoricalExample worker : workers) {
      if (worker != null) {
        worker.close();
      }
    }
    return new Stored(plain, expected, variance, d);
  }

  /** Class probabilities E[softmax] and logit variances of every example. */
  void predict(float[] mean, float[] variance) {
    LogisticIntegrals logistic = new LogisticIntegrals();
    try (CategoricalExample worker = new CategoricalExample(context.algebra(), products, d, p)) {
      for (int i = 0; i < step.examples(); i++) {
        double[] covariance = worker.covariance(i, step.features());
        if (contrasts > 1) {
          worker.predict(centre.logits(), i * classes, mean);
        } else {
          double m = centre.logits()[i * 2] - centre.logits()[i * 2 + 1];
          logistic.evaluate(m, 2 * Math.max(0, covariance[0]), 0);
          mean[i * 2] = (float) logistic.meanR;
          mean[i * 2 + 1] = (float) (1 - logistic.meanR);
        }
        for (int a = 0; a < classes; a++) {
          variance[i * classes + a] = (float) products.logitVariance(covariance, i, a);
        }
      }
    }
  }

  /** Moments computed beforehand: one row of [N, d] arrays. */
  private record Stored(float[] plain, float[] expected, float[] variance, int d)
      implements RowMoments {
    @Override
    public void evaluate(int example, float[] toPlain, float[] toExpected, float[] toVariance) {
      copy(plain, example, toPlain);
      copy(expected, example, toExpected);
      copy(variance, example, toVariance);
    }

    private void copy(float[] from, int example, float[] to) {
      if (to != null) {
        System.arraycopy(from, example * d, to, 0, d);
      }
    }
  }
}
