package org.bayesagg.math.likelihood;

import java.util.Arrays;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;

/**
 * Var[g_i] = coef_iᵀ Cov(φ) coef_i + Σ_kl R_kl,i E[r_k r_l] of one categorical example, R = Cov(ω)
 * − A Aᵀ what is left of the weights' covariance given the logits. The scratch of one thread.
 */
final class GradientVariance {
  private final Algebra algebra;
  private final Workspace workspace;
  private final int k;
  private final int d;
  private final int p;
  private final int size;

  /** Cov(ω_k, ω_l)_i [K, K, p]. */
  private final float[] pairs;

  private final float[] variance;
  private final float[] mixed;

  GradientVariance(Algebra algebra, Workspace workspace, int k, int d, int p, float[] pairs) {
    this.algebra = algebra;
    this.workspace = workspace;
    this.k = k;
    this.d = d;
    this.p = p;
    this.size = k + k * k;
    this.pairs = pairs;
    this.variance = new float[d];
    this.mixed = new float[d];
  }

  void evaluate(LogitSamples samples, float[] coefficients) {
    remainder(samples.squares(), coefficients);
    int count = samples.points().count();
    float[] centred = workspace.floats("phi", count * size);
    float[] weighted = workspace.floats("weighted phi", count * size);
    for (int s = 0; s < count; s++) {
      double weight = samples.points().weights()[s];
      for (int f = 0; f < size; f++) {
        double value = samples.phi()[s * size + f] - samples.mean()[f];
        centred[s * size + f] = (float) value;
        weighted[s * size + f] = (float) (weight * value);
      }
    }
    Matrix left = matrix("phi", count, size);
    left.write(0, count, centred, 0);
    Matrix right = matrix("coefficients", size, d);
    right.write(0, size, coefficients, 0);
    // S size d multiplications against S size² + size² d.
    if ((long) count * d <= (long) count * size + (long) size * d) {
      byPoint(samples.points(), left, right);
    } else {
      byMoments(weighted, left, right, coefficients);
    }
  }

  private Matrix matrix(String name, int rows, int cols) {
    return workspace.matrix(name, Precision.SINGLE, rows, cols);
  }

  /** Σ_s weight_s (φ_s coef_i)²: the gradient at every point. */
  private void byPoint(LogitPoints points, Matrix centred, Matrix coefficients) {
    int count = points.count();
    Matrix gradients = matrix("gradients", count, d);
    algebra.gemm(false, false, 1, centred, coefficients, 0, gradients);
    float[] values = workspace.floats("gradients", count * d);
    gradients.read(0, count, values, 0);
    for (int s = 0; s < count; s++) {
      float weight = (float) points.weights()[s];
      int at = s * d;
      for (int i = 0; i < d; i++) {
        variance[i] += weight * values[at + i] * values[at + i];
      }
    }
  }

  /** coef_iᵀ Cov(φ) coef_i. */
  private void byMoments(
      float[] weighted, Matrix centred, Matrix coefficients, float[] coefficientValues) {
    Matrix left = matrix("weighted phi", centred.rows(), size);
    left.write(0, centred.rows(), weighted, 0);
    Matrix moments = matrix("phi moments", size, size);
    algebra.gemm(true, false, 1, left, centred, 0, moments);
    Matrix product = matrix("gradients", size, d);
    algebra.gemm(false, false, 1, moments, coefficients, 0, product);
    float[] values = workspace.floats("gradients", size * d);
    product.read(0, size, values, 0);
    for (int f = 0; f < size; f++) {
      int at = f * d;
      for (int i = 0; i < d; i++) {
        variance[i] += coefficientValues[at + i] * values[at + i];
      }
    }
  }

  /** Σ_kl R_kl,i E[r_k r_l]. */
  private void remainder(double[] squares, float[] coefficients) {
    Arrays.fill(variance, 0);
    for (int a = 0; a < k; a++) {
      for (int b = 0; b < k; b++) {
        float rr = (float) squares[a * k + b];
        int at = (a * k + b) * p;
        for (int i = 0; i < d; i++) {
          variance[i] += rr * pairs[at + i];
        }
      }
    }
    for (int m = 0; m < k; m++) {
      for (int a = 0; a < k; a++) {
        Arrays.fill(mixed, 0);
        for (int b = 0; b < k; b++) {
          float rr = (float) squares[a * k + b];
          int at = (k + b * k + m) * d;
          for (int i = 0; i < d; i++) {
            mixed[i] += rr * coefficients[at + i];
          }
        }
        int at = (k + a * k + m) * d;
        for (int i = 0; i < d; i++) {
          variance[i] -= coefficients[at + i] * mixed[i];
        }
      }
    }
  }

  /** The variances [d], rounding below 0 lifted. */
  void write(float[] to, int at) {
    for (int i = 0; i < d; i++) {
      to[at + i] = Math.max(0, variance[i]);
    }
  }
}
