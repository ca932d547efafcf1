package org.bayesagg.math;

import java.util.List;
import org.bayesagg.math.aggregation.WeightRule;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.WeightNormalisation;

/** The rows' weights of a batch as a whole, and the divisor of FIRST. */
final class BatchWeights {
  private final AggregationSpec spec;
  private final float[][] weights;
  private final float[] divisor;
  private final int width;
  private final boolean plain;

  /**
   * The weights of a step.
   *
   * @param weights by row [1 or d], null elements where unknown
   * @param held the divisor so far
   */
  BatchWeights(
      AggregationSpec spec, WeightRule rule, float[][] weights, float[] held, boolean bayesian) {
    this.spec = spec;
    this.weights = weights;
    this.plain = !bayesian && !spec.weightsInWarmup();
    this.width = plain ? 1 : rule.width();
    boolean first = spec.weightNormalisation() == WeightNormalisation.FIRST && !plain;
    // It follows the weights through warm-up and then stands.
    this.divisor = !first ? null : bayesian && held != null ? held : follow(held);
  }

  /** This step's Σλ; where it has none, for want of labels, the one before or 1. */
  private float[] follow(float[] held) {
    float[] total = total();
    for (int j = 0; j < width; j++) {
      if (!(total[j] > 0)) {
        total[j] = held == null ? 1 : held[j];
      }
    }
    return total;
  }

  /** Σ_r λ_r: [1] or [d]. */
  private float[] total() {
    float[] total = new float[width];
    for (float[] weight : weights) {
      for (int j = 0; weight != null && j < width; j++) {
        total[j] += weight[j];
      }
    }
    return total;
  }

  /** The divisor of FIRST, [1] or [d]; null under another normalisation. */
  float[] divisor() {
    return divisor;
  }

  /** [rows] or [rows, d]. */
  List<Integer> shape() {
    return width == 1 ? List.of(spec.rows()) : List.of(spec.rows(), width);
  }

  /** λ divided as the normalisation says, over all rows; 0 where unknown, 1 in a plain warm-up. */
  float[] normalised() {
    float[] by =
        spec.weightNormalisation() == WeightNormalisation.SUM && !plain ? total() : divisor;
    float[] result = new float[spec.rows() * width];
    for (int r = 0; r < spec.rows(); r++) {
      for (int j = 0; j < width; j++) {
        float weight = plain ? 1 : weights[r] == null ? 0 : weights[r][j];
        result[r * width + j] = by == null || by[j] == 0 ? weight : weight / by[j];
      }
    }
    return result;
  }
}
