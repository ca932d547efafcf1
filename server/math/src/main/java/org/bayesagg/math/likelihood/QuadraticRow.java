package org.bayesagg.math.likelihood;

import java.util.Arrays;
import org.bayesagg.math.step.StepData;

/**
 * Moments of a row whose gradient's mean is linear and whose variance is quadratic in the centre's
 * weights μ and the product c = Σx, with factors of each example: g = f₀μ, E[g] = f₁μ + f₂c, Var[g]
 * = f₃μ² + f₄μc + f₅c² + f₆ diag Σ, element by element.
 *
 * <p>All loops are over arrays that begin at 0, and vectorise.
 */
public final class QuadraticRow implements RowMoments {
  /** Factors of an example. */
  static final int FACTORS = 7;

  private final StepData step;
  private final InputProducts products;
  private final float[][] weights;
  private final int d;
  private final float scale;
  private final float[] factors;
  private final int first;

  /**
   * A row.
   *
   * @param weights by shard; μ [d] from {@code offset}; null where the shard lacks the task
   * @param scale of the row's covariance: c and diag Σ are multiplied by it
   * @param factors f [N, {@value #FACTORS}] from {@code first}; kept
   */
  QuadraticRow(
      StepData step,
      InputProducts products,
      float[][] weights,
      int offset,
      float scale,
      float[] factors,
      int first) {
    this.step = step;
    this.products = products;
    this.d = step.featureDim();
    this.weights = sliced(weights, offset, d);
    this.scale = scale;
    this.factors = factors;
    this.first = first;
  }

  /** Slices of their own: loops over arrays at one offset vectorise. */
  private static float[][] sliced(float[][] weights, int offset, int d) {
    float[][] slices = new float[weights.length][];
    for (int s = 0; s < weights.length; s++) {
      boolean same = s > 0 && weights[s] == weights[s - 1];
      if (same) {
        slices[s] = slices[s - 1];
      } else if (weights[s] != null) {
        slices[s] = Arrays.copyOfRange(weights[s], offset, offset + d);
      }
    }
    return slices;
  }

  @Override
  public void evaluate(int example, float[] plain, float[] expected, float[] variance) {
    float[] mu = weights(example);
    if (mu == null) {
      return;
    }
    int at = first + example * FACTORS;
    if (plain != null) {
      for (int j = 0; j < d; j++) {
        plain[j] = factors[at] * mu[j];
      }
    }
    if (expected != null) {
      combine(mu, factors[at + 1], factors[at + 2], example, expected);
    }
    if (variance != null) {
      variance(mu, example, variance);
    }
  }

  /** f μ + slope c, of which c is read into its place first. */
  private void combine(float[] mu, float f, float slope, int example, float[] to) {
    readProducts(example, to);
    for (int j = 0; j < d; j++) {
      to[j] = f * mu[j] + slope * (scale * to[j]);
    }
  }

  private void variance(float[] mu, int example, float[] to) {
    int at = first + example * FACTORS;
    float square = factors[at + 3];
    float cross = factors[at + 4];
    float outer = factors[at + 5];
    float spread = factors[at + 6];
    float[] diagonal = products.diagonal();
    readProducts(example, to);
    for (int j = 0; j < d; j++) {
      float w = mu[j];
      float x = scale * to[j];
      to[j] = w * (square * w + cross * x) + outer * x * x + spread * (scale * diagonal[j]);
    }
  }

  /** g + τ (E[g] − g) [d]; nothing where the shard lacks the task. */
  public void gained(int example, float gain, float[] to) {
    float[] mu = weights(example);
    if (mu != null) {
      int at = first + example * FACTORS;
      float f = factors[at] + gain * (factors[at + 1] - factors[at]);
      combine(mu, f, gain * factors[at + 2], example, to);
    }
  }

  /** Whether two rows' gradients have the products c in common. */
  public boolean sharesProducts(QuadraticRow other) {
    return products.products() == other.products.products();
  }

  /** c [d] of an example. */
  public void readProducts(int example, float[] to) {
    System.arraycopy(products.products(), example * d, to, 0, d);
  }

  /** μ [d] of an example's shard, not to be modified; null where the shard lacks the task. */
  public float[] weights(int example) {
    return weights[step.shardOf(example)];
  }

  /** The factor of μ in g + τ (E[g] − g). */
  public double weightFactor(int example, double gain) {
    int at = first + example * FACTORS;
    return factors[at] + gain * ((double) factors[at + 1] - factors[at]);
  }

  /** The factor of c in g + τ (E[g] − g). */
  public double productFactor(int example, double gain) {
    return gain * factors[first + example * FACTORS + 2] * scale;
  }
}
