package org.bayesagg.math.likelihood;

import org.bayesagg.math.step.StepData;

/**
 * Moments of a row whose gradient's mean is linear and whose variance is quadratic in the centre's
 * weights μ and the product c = Σx, with factors of each example: g = f₀μ, E[g] = f₁μ + f₂c, Var[g]
 * = f₃μ² + f₄μc + f₅c² + f₆ diag Σ, element by element.
 *
 * <p>All loops are over single arrays' worth of floats and vectorise.
 */
public final class QuadraticRow implements RowMoments {
  /** Factors of an example. */
  static final int FACTORS = 7;

  private final StepData step;
  private final InputProducts products;
  private final float[][] weights;
  private final int offset;
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
    this.weights = weights;
    this.offset = offset;
    this.scale = scale;
    this.factors = factors;
    this.first = first;
  }

  @Override
  public void evaluate(int example, float[] plain, float[] expected, float[] variance) {
    float[] mu = weights[step.shardOf(example)];
    if (mu == null) {
      return;
    }
    int at = first + example * FACTORS;
    if (plain != null) {
      scaled(mu, factors[at], plain);
    }
    if (expected != null) {
      combined(mu, factors[at + 1], factors[at + 2], example, expected);
    }
    if (variance != null) {
      variance(mu, example, variance);
    }
  }

  private void scaled(float[] mu, float factor, float[] to) {
    for (int j = 0; j < step.featureDim(); j++) {
      to[j] = factor * mu[offset + j];
    }
  }

  private void combined(float[] mu, float f, float slope, int example, float[] to) {
    float[] c = products.products();
    int row = example * step.featureDim();
    for (int j = 0; j < step.featureDim(); j++) {
      to[j] = f * mu[offset + j] + slope * (scale * c[row + j]);
    }
  }

  private void variance(float[] mu, int example, float[] to) {
    int at = first + example * FACTORS;
    float square = factors[at + 3];
    float cross = factors[at + 4];
    float outer = factors[at + 5];
    float spread = factors[at + 6];
    float[] c = products.products();
    float[] diagonal = products.diagonal();
    int row = example * step.featureDim();
    for (int j = 0; j < step.featureDim(); j++) {
      float w = mu[offset + j];
      float x = scale * c[row + j];
      to[j] = w * (square * w + cross * x) + outer * x * x + spread * (scale * diagonal[j]);
    }
  }

  /** The factor of μ in g + τ (E[g] − g). */
  private float factor(int example, float gain) {
    int at = first + example * FACTORS;
    return factors[at] + gain * (factors[at + 1] - factors[at]);
  }

  /** Whether two rows' gradients have the products c in common. */
  public boolean sharesProducts(QuadraticRow other) {
    return products.products() == other.products.products();
  }

  /** μ of an example's shard, from {@link #offset}; null where the shard lacks the task. */
  public float[] weights(int example) {
    return weights[step.shardOf(example)];
  }

  /** Where μ begins. */
  public int offset() {
    return offset;
  }

  /** c [N, d]; not to be modified. */
  public float[] products() {
    return products.products();
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

  /** Adds λ (g + τ (E[g] − g)) at {@code at}. */
  public void add(int example, float gain, float lambda, float[] to, int at) {
    float[] mu = weights[step.shardOf(example)];
    if (mu == null) {
      return;
    }
    float f = factor(example, gain);
    float slope = gain * factors[first + example * FACTORS + 2];
    float[] c = products.products();
    int row = example * step.featureDim();
    for (int j = 0; j < step.featureDim(); j++) {
      // Not distributed over the sum: λ times a factor may be beyond float32 where the sum is not.
      to[at + j] += lambda * (f * mu[offset + j] + slope * (scale * c[row + j]));
    }
  }

  /** Adds λ (g + τ (E[g] − g)) at {@code at}, λ [d]. */
  public void add(int example, float gain, float[] lambda, float[] to, int at) {
    float[] mu = weights[step.shardOf(example)];
    if (mu == null) {
      return;
    }
    float f = factor(example, gain);
    float slope = gain * factors[first + example * FACTORS + 2];
    float[] c = products.products();
    int row = example * step.featureDim();
    for (int j = 0; j < step.featureDim(); j++) {
      to[at + j] += lambda[j] * (f * mu[offset + j] + slope * (scale * c[row + j]));
    }
  }
}
