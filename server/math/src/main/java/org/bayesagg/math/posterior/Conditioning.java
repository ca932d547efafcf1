package org.bayesagg.math.posterior;

import java.util.Arrays;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;

/**
 * Whether a precision is conditioned well enough for a factor in float32.
 *
 * <p>Rounding perturbs Λ_ij by about 2⁻²⁴ √(Λ_ii Λ_jj) each, at random: with D = diag √Λ_ii the
 * scaled D⁻¹ΛD⁻¹ by 2⁻²⁴ √q, and its inverse by that times its own largest eigenvalue.
 */
final class Conditioning {
  /** Largest error that float32 may leave in Σ, relative to its largest value: an upper bound. */
  private static final double TOLERANCE = 3e-5;

  private static final double ROUNDING = 0x1p-24;

  private static final int ITERATIONS = 3;

  /** A variance whose products float32 holds. */
  private static final double MOST = 1e12;

  /** Bits without a pattern that a matrix would have. */
  private static final long SIGNS = 0x9E3779B97F4A7C15L;

  private Conditioning() {}

  /**
   * Before anything is made: by the largest precision of a weight and the largest variance, which
   * the prior bounds by γ.
   *
   * @param omega ω [N] of the step
   */
  static boolean allowsSingle(
      StepData step, double[] omega, Evidence prior, int block, double priorVariance) {
    double largest = 0;
    for (double value : prior.block(block).diagonal()) {
      largest = Math.max(largest, value);
    }
    double most = 0;
    for (double value : omega) {
      most = Math.max(most, value);
    }
    double squares = Math.max(step.examples(), step.largestSquareSum());
    double bound = 1 + priorVariance * (largest + most * squares);
    return ROUNDING * Math.sqrt(prior.shape().size()) * bound <= TOLERANCE;
  }

  /**
   * From the factor itself: the largest eigenvalue of (D⁻¹ΛD⁻¹)⁻¹ by {@value #ITERATIONS} inverse
   * iterations from a vector of equal parts of either sign, as their growth times √q: more than it
   * is, rather than less. Cost {@value #ITERATIONS} · 2 q².
   *
   * @param factor L of Λ in float32; not modified
   * @param diagonal Λ_ii [q]; not modified
   */
  static boolean allowsSingle(
      Algebra algebra, Matrix factor, double[] diagonal, Workspace workspace) {
    int q = factor.rows();
    float[] vector = new float[q];
    float[] roots = new float[q];
    long bits = 0;
    for (int j = 0; j < q; j++) {
      bits = j % Long.SIZE == 0 ? SIGNS * (j / Long.SIZE + 1) : bits >>> 1;
      vector[j] = (bits & 1) == 0 ? 1 : -1;
      roots[j] = (float) Math.sqrt(diagonal[j]);
    }
    Matrix row = workspace.matrix("probe", Precision.SINGLE, 1, q);
    double growth = Math.sqrt(q);
    for (int i = 0; i < ITERATIONS; i++) {
      double before = Math.sqrt(squares(vector));
      multiply(vector, roots);
      row.write(0, 1, vector, 0);
      algebra.solve(factor, row);
      row.read(0, 1, vector, 0);
      multiply(vector, roots);
      double after = Math.sqrt(squares(vector));
      growth *= after / before;
      scale(vector, 1 / after);
    }
    double largest = Math.pow(growth, 1.0 / ITERATIONS);
    return ROUNDING * Math.sqrt(q) * largest <= TOLERANCE;
  }

  /**
   * Whether an explicit Σ in float32 leaves products with it their digits: where an input lies in
   * directions that are well known, its product is smaller than Σ by up to its condition.
   *
   * @param precisions Λ_ii
   * @param variances Σ_ii
   */
  static boolean allowsRounding(double[] precisions, double[] variances) {
    double scale = Arrays.stream(precisions).max().orElse(0);
    double largest = Arrays.stream(variances).max().orElse(0);
    return largest <= MOST
        && ROUNDING * Math.sqrt(precisions.length) * scale * largest <= TOLERANCE;
  }

  private static void multiply(float[] vector, float[] factors) {
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= factors[j];
    }
  }

  private static void scale(float[] vector, double factor) {
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= (float) factor;
    }
  }

  private static double squares(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    return sum;
  }
}
