package org.bayesagg.math.likelihood;

import java.util.Arrays;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.step.StepData;

/**
 * The posterior covariance of a categorical task as its moments need it: in orthonormal contrasts
 * of the classes, u = B z and ω = B w (see {@link Helmert}).
 *
 * <p>A coupled structure has them as they are. With one block P_c a class, Cov(u_l, ω_k) x = Σ_c
 * B_lc B_kc P_c x.
 */
final class ContrastProducts {
  private final MomentContext context;
  private final Helmert helmert;
  private final int classes;
  private final int contrasts;
  private final int p;
  private final boolean coupled;

  /** [N K, K p] where coupled, [N, p] by class otherwise, float32. */
  private final Matrix[] products;

  /** Cov(ω_k, ω_l)_i [K, K, p]; null where variances are not wanted. */
  private final float[] pairs;

  private ContrastProducts(MomentContext context) {
    this.context = context;
    this.classes = context.task().spec().outputs();
    this.contrasts = classes - 1;
    this.helmert = Helmert.of(classes);
    this.p = context.task().spec().weights(context.step().featureDim());
    this.coupled = context.task().spec().structure() == PrecisionStructure.FULL;
    this.products = new Matrix[coupled ? 1 : classes];
    double[] exact = context.variance() ? new double[contrasts * contrasts * p] : null;
    for (int c = 0; c < products.length; c++) {
      Covariance covariance = context.posterior().covariance(c);
      if (exact != null) {
        addPairs(covariance.diagonal(), c, exact);
      }
      products[c] = kept(covariance.products(), c);
    }
    this.pairs = exact == null ? null : rounded(exact);
  }

  static ContrastProducts of(MomentContext context) {
    return new ContrastProducts(context);
  }

  private void addPairs(double[] diagonal, int c, double[] to) {
    if (coupled) {
      System.arraycopy(diagonal, 0, to, 0, to.length);
      return;
    }
    for (int l = 0; l < contrasts; l++) {
      for (int k = 0; k < contrasts; k++) {
        double b = helmert.get(l, c) * helmert.get(k, c);
        for (int i = 0; b != 0 && i < p; i++) {
          to[(l * contrasts + k) * p + i] += b * diagonal[i];
        }
      }
    }
  }

  /** The products in float32, where they outlive the next block's. */
  private Matrix kept(Matrix result, int c) {
    if (coupled && result.precision() == Precision.SINGLE) {
      return result;
    }
    Matrix kept =
        context
            .workspace()
            .matrix("class products " + c, Precision.SINGLE, result.rows(), result.cols());
    context.algebra().copy(result, kept);
    return kept;
  }

  private static float[] rounded(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  Helmert helmert() {
    return helmert;
  }

  /** Cov(ω_k, ω_l)_i [K, K, p]; shared, null where variances are not wanted. */
  float[] pairs() {
    return pairs;
  }

  /**
   * Cov(u_l, ω_k) of one example [K, K, p].
   *
   * @param scratch [p], modified
   */
  void read(int example, float[] to, float[] scratch) {
    if (coupled) {
      products[0].read(example * contrasts, contrasts, to, 0);
      return;
    }
    Arrays.fill(to, 0);
    for (int c = 0; c < classes; c++) {
      products[c].read(example, 1, scratch, 0);
      for (int l = Math.max(0, c - 1); l < contrasts; l++) {
        for (int k = Math.max(0, c - 1); k < contrasts; k++) {
          float b = (float) (helmert.get(l, c) * helmert.get(k, c));
          int at = (l * contrasts + k) * p;
          for (int i = 0; i < p; i++) {
            to[at + i] += b * scratch[i];
          }
        }
      }
    }
  }

  /**
   * Var(z_a) of one example from Cov(u) [K, K]: a coupled posterior has the prior's variance in the
   * constant direction.
   */
  double logitVariance(double[] covariance, int example, int a) {
    double sum = 0;
    for (int l = 0; l < contrasts; l++) {
      for (int k = 0; k < contrasts; k++) {
        sum += helmert.get(l, a) * helmert.get(k, a) * covariance[l * contrasts + k];
      }
    }
    StepData step = context.step();
    int d = step.featureDim();
    if (!coupled) {
      float[] own = new float[p];
      products[a].read(example, 1, own, 0);
      sum = p > d ? own[d] : 0;
      return Math.max(0, sum + Dot.of(own, 0, step.features(), example * d, d));
    }
    double square = p > d ? 1 : 0;
    square += Dot.of(step.features(), example * d, step.features(), example * d, d);
    return Math.max(0, sum + context.task().spec().priorVariance() * square / classes);
  }
}
