package org.bayesagg.math.likelihood;

import java.util.Arrays;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Workspace;

/**
 * {@link CategoricalMoments} of one example: the scratch of one thread, reused.
 *
 * <p>Cost with K contrasts, S points: S K C for the logits, K³ d for A, and for the variance the
 * cheaper association of coefᵀ (Φᵀ Φ) coef, Φ [S, K + K²].
 */
final class CategoricalExample implements AutoCloseable {
  private final int k;
  private final int d;
  private final int p;
  private final ContrastProducts products;
  private final Workspace workspace;
  private final LogitSamples samples;
  private final GradientVariance variance;

  /** Cov(u_l, ω_k) [K, K, p]. */
  private final float[] covariances;

  /** Cov(u) [K, K], then its factor. */
  private final double[] logitCovariance;

  private final double[] factor;

  /** ν [K, d], then A [K, K, d]. */
  private final float[] coefficients;

  private final float[] plain;
  private final float[] expected;
  private final float[] row;

  CategoricalExample(Algebra algebra, ContrastProducts products, int d, int p) {
    Helmert helmert = products.helmert();
    this.k = helmert.contrasts();
    this.d = d;
    this.p = p;
    this.products = products;
    this.workspace = new Workspace(algebra);
    this.samples = new LogitSamples(helmert, products.pairs() != null);
    this.variance =
        products.pairs() == null
            ? null
            : new GradientVariance(algebra, workspace, k, d, p, products.pairs());
    this.covariances = new float[k * k * p];
    this.logitCovariance = new double[k * k];
    this.factor = new double[k * k];
    this.coefficients = new float[(k + k * k) * d];
    this.plain = new float[d];
    this.expected = new float[d];
    this.row = new float[Math.max(d, p)];
  }

  /**
   * Works an example out.
   *
   * @param logits z of the centre [C] at {@code at}
   * @param labels y [C] at {@code at}
   * @param contrasts ν [K, d]
   */
  void evaluate(
      int example, double[] logits, float[] labels, int at, float[] contrasts, float[] features) {
    coefficients(example, contrasts, features);
    samples.take(logits, labels, at, logitCovariance, factor);
    combine(samples.mean(), k + k * k, expected);
    combine(samples.plain(), k, plain);
    if (variance != null) {
      variance.evaluate(samples, coefficients);
    }
  }

  /**
   * E[softmax] of the example of the last {@link #covariance} into {@code to} [C] from {@code at}.
   */
  void predict(double[] logits, int at, float[] to) {
    samples.take(logits, new float[logits.length], at, logitCovariance, factor);
    samples.probabilities(to, at);
  }

  void write(int at, float[] toPlain, float[] toExpected, float[] toVariance) {
    System.arraycopy(plain, 0, toPlain, at, d);
    System.arraycopy(expected, 0, toExpected, at, d);
    if (toVariance != null) {
      variance.write(toVariance, at);
    }
  }

  /** Cov(u) [K, K], not to be modified; its factor is kept beside it. */
  double[] covariance(int example, float[] features) {
    products.read(example, covariances, row);
    for (int l = 0; l < k; l++) {
      for (int m = 0; m < k; m++) {
        int at = (l * k + m) * p;
        double v = p > d ? covariances[at + d] : 0;
        logitCovariance[l * k + m] = v + Dot.of(covariances, at, features, example * d, d);
      }
    }
    System.arraycopy(logitCovariance, 0, factor, 0, k * k);
    SmallCholesky.factor(factor, k);
    return logitCovariance;
  }

  /** ν, and A = Cov(ω, u) L⁻ᵀ by forward substitution over u. */
  private void coefficients(int example, float[] contrasts, float[] features) {
    covariance(example, features);
    System.arraycopy(contrasts, 0, coefficients, 0, k * d);
    for (int a = 0; a < k; a++) {
      for (int m = 0; m < k; m++) {
        int at = (k + a * k + m) * d;
        System.arraycopy(covariances, (m * k + a) * p, row, 0, d);
        for (int j = 0; j < m; j++) {
          float l = (float) factor[m * k + j];
          int known = (k + a * k + j) * d;
          for (int i = 0; i < d; i++) {
            row[i] -= l * coefficients[known + i];
          }
        }
        double pivot = factor[m * k + m];
        float inverse = pivot == 0 ? 0 : (float) (1 / pivot);
        for (int i = 0; i < d; i++) {
          coefficients[at + i] = inverse * row[i];
        }
      }
    }
  }

  /** to_i = Σ_f factors_f coef_f,i over the first {@code count} f. */
  private void combine(double[] factors, int count, float[] to) {
    Arrays.fill(to, 0);
    for (int f = 0; f < count; f++) {
      float value = (float) factors[f];
      int at = f * d;
      for (int i = 0; i < d; i++) {
        to[i] += value * coefficients[at + i];
      }
    }
  }

  @Override
  public void close() {
    workspace.close();
  }
}
