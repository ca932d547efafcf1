package org.bayesagg.math.likelihood;

import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.step.StepData;

/**
 * Gradient moments of a categorical task, at once for all examples.
 *
 * <p>In contrasts with the last class (see {@link ClassCovariances}) the gradient is g_i = Σ_k r_k
 * ω_ki with r = softmax − y. Given u = m + L ε, L Lᵀ = Cov(u), ε standard normal: ω_ki = ν_ki + Σ_m
 * A_kmi ε_m + rest. So g_i = φᵀ coef_i + remainder with φ = [r, r ⊗ ε] and coef_i = [ν_i, A_i]:
 * E[g_i] = E[φ]ᵀ coef_i, Var[g_i] = coef_iᵀ Cov(φ) coef_i + Σ_kl R_kl,i E[r_k r_l], R_i what is
 * left of Cov(ω_i) given ε. Expectations run over {@link LogitPoints} in K dimensions; with two
 * classes everything is one-dimensional and integrated instead, see {@link LogisticRow}.
 */
final class CategoricalMoments {
  private final MomentContext context;
  private final ClassCovariances covariances;
  private final StepData step;
  private final Centre centre;
  private final int contrasts;
  private final int classes;
  private final int d;
  private final int p;

  CategoricalMoments(MomentContext context) {
    this.context = context;
    this.covariances = ClassCovariances.of(context);
    this.step = context.step();
    this.classes = context.task().spec().outputs();
    this.centre = context.posterior().centre(0, classes);
    this.contrasts = classes - 1;
    this.d = step.featureDim();
    this.p = context.task().spec().weights(d);
  }

  RowMoments row() {
    return contrasts == 1 ? twoClasses() : manyClasses();
  }

  private RowMoments twoClasses() {
    int n = step.examples();
    float[] products = new float[n * d];
    double[] variance = new double[n];
    double[] means = new double[n];
    double[] labels = new double[n];
    int tile = covariances.tile();
    double[] contrast = new double[p];
    for (int first = 0; first < n; first += tile) {
      int count = Math.min(tile, n - first);
      double[][] raw = covariances.products(first, count);
      for (int i = 0; i < count; i++) {
        int example = first + i;
        covariances.contrasts(raw, i, contrast);
        variance[example] = Math.max(0, dot(contrast, 0, example));
        for (int j = 0; j < d; j++) {
          products[example * d + j] = (float) contrast[j];
        }
        double[] z = centre.logits();
        means[example] = z[example * 2] - z[example * 2 + 1];
        labels[example] = context.task().labels()[example * 2];
      }
    }
    float[] diagonal = null;
    if (context.variance()) {
      double[] exact = covariances.contrastDiagonals();
      diagonal = new float[d];
      for (int j = 0; j < d; j++) {
        diagonal[j] = (float) exact[j];
      }
    }
    float[][] centres = new float[step.shards()][];
    for (int s = 0; s < centres.length; s++) {
      float[] first = centre.output(s, 0, d);
      float[] last = centre.output(s, 1, d);
      for (int j = 0; first != null && j < d; j++) {
        first[j] -= last[j];
      }
      centres[s] = first;
    }
    InputProducts inputs = new InputProducts(products, variance, diagonal);
    return LogisticRow.of(step, inputs, means, labels, centres, 0);
  }

  private RowMoments manyClasses() {
    int n = step.examples();
    float[] plain = new float[n * d];
    float[] expected = new float[n * d];
    float[] variance = context.variance() ? new float[n * d] : null;
    double[] left = context.variance() ? covariances.contrastDiagonals() : null;
    Engine engine = context.engine();
    CategoricalExample[] workers = new CategoricalExample[engine.threads()];
    int tile = covariances.tile();
    for (int first = 0; first < n; first += tile) {
      int from = first;
      int count = Math.min(tile, n - first);
      double[][] raw = covariances.products(first, count);
      engine.parallel(
          count,
          (slot, i) -> {
            if (workers[slot] == null) {
              workers[slot] = new CategoricalExample(engine, classes, d, p, left);
            }
            CategoricalExample worker = workers[slot];
            int example = from + i;
            float[] weights = centre.weights()[step.shardOf(example)];
            if (weights == null) {
              return;
            }
            covariances.contrasts(raw, i, worker.contrasts());
            worker.evaluate(centre, weights, context.task().labels(), step.features(), example);
            worker.write(example * d, plain, expected, variance);
          });
    }
    for (CategoricalExample worker : workers) {
      if (worker != null) {
        worker.close();
      }
    }
    return new Stored(plain, expected, variance, d);
  }

  /** Class probabilities E[softmax] and logit variances of every example. */
  void predict(float[] mean, float[] variance) {
    int tile = covariances.tile();
    CategoricalExample worker = new CategoricalExample(context.engine(), classes, d, p, null);
    LogisticIntegrals logistic = new LogisticIntegrals();
    for (int first = 0; first < step.examples(); first += tile) {
      int count = Math.min(tile, step.examples() - first);
      double[][] raw = covariances.products(first, count);
      for (int i = 0; i < count; i++) {
        int example = first + i;
        covariances.contrasts(raw, i, worker.contrasts());
        if (contrasts == 1) {
          double m = centre.logits()[example * 2] - centre.logits()[example * 2 + 1];
          logistic.evaluate(m, Math.max(0, dot(worker.contrasts(), 0, example)), 0);
          mean[example * 2] = (float) logistic.meanR;
          mean[example * 2 + 1] = (float) (1 - logistic.meanR);
        } else {
          worker.predict(
              centre, centre.weights()[0], step.features(), example, mean, example * classes);
        }
        for (int a = 0; a < classes; a++) {
          variance[example * classes + a] = (float) covariances.logitVariance(raw, i, example, a);
        }
      }
    }
  }

  private double dot(double[] contrast, int at, int example) {
    double sum = p > d ? contrast[at + d] : 0;
    for (int j = 0; j < d; j++) {
      sum += contrast[at + j] * step.features()[example * d + j];
    }
    return sum;
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
