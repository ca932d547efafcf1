package org.bayesagg.math.aggregation;

import java.util.List;
import org.bayesagg.math.likelihood.QuadraticRow;

/**
 * One thread's sums over rows at one example: Σ_r λ_r [g_r + τ (E g_r − g_r)] and Σ_r λ_r, and for
 * each task the sums of its rows' weights and variances.
 *
 * <p>All arrays are [d] and begin at 0: loops over them vectorise, which those over slices of
 * larger arrays at several offsets do not.
 */
final class ExampleSum {
  private final int d;
  private final float gain;
  private final float[] numerator;

  /** Null where weights are not summed. */
  private final float[] denominator;

  private final float[] plain;
  private final float[] expected;
  private final float[] variance;
  private final float[] lambda;
  private final float[] taskLambda;
  private final float[] taskVariance;
  private final Combination combination = new Combination();
  private final FoldedSum folded;

  /** Weights of the task that were one for all dimensions, summed. */
  private double taskSingles;

  private boolean anyLambda;
  private boolean anyVariance;

  ExampleSum(int d, double gain, boolean normalised) {
    this.d = d;
    this.gain = (float) gain;
    this.numerator = new float[d];
    this.denominator = normalised ? new float[d] : null;
    this.plain = new float[d];
    this.expected = new float[d];
    this.variance = new float[d];
    this.lambda = new float[d];
    this.taskLambda = new float[d];
    this.taskVariance = new float[d];
    this.folded = new FoldedSum(d);
  }

  /** Goes on with the sums so far. */
  void begin(float[] numerators, float[] denominators, int at) {
    System.arraycopy(numerators, at, numerator, 0, d);
    if (denominator != null) {
      System.arraycopy(denominators, at, denominator, 0, d);
    }
  }

  /** Writes the sums back. */
  void end(float[] numerators, float[] denominators, int at) {
    System.arraycopy(numerator, 0, numerators, at, d);
    if (denominator != null) {
      System.arraycopy(denominator, 0, denominators, at, d);
    }
  }

  /** The sums of a task's rows begin. */
  void beginTask() {
    taskSingles = 0;
    anyLambda = false;
    anyVariance = false;
  }

  /**
   * Adds a row.
   *
   * @param weight null for a row that only shows its moments
   * @param wanted whether variances are wanted though the weight needs none
   * @param output takes the moments; null where not asked for
   * @return λ, or the first where there are several
   */
  float add(
      AggregationRow row, RowWeight weight, int example, boolean wanted, MomentOutput output) {
    boolean varies = wanted || output != null || (weight != null && weight.byExample());
    float[] toVariance = varies ? variance : null;
    if (output != null) {
      row.moments().evaluate(example, plain, expected, variance);
      output.take(row.taskIndex(), row.rowInTask(), example, expected, variance);
    }
    if (weight == null) {
      return 0;
    }
    evaluate(row, example, output == null, output == null ? toVariance : null);
    float single = weight.weigh(toVariance, lambda, d);
    if (Float.isNaN(single)) {
      addEach();
    } else {
      addSingle(single);
    }
    if (varies) {
      sum(variance, taskVariance, !anyVariance, d);
      anyVariance = true;
    }
    return Float.isNaN(single) ? lambda[0] : single;
  }

  /** {@code expected} becomes g + τ (E[g] − g). */
  private void evaluate(AggregationRow row, int example, boolean moments, float[] toVariance) {
    if (row.moments() instanceof QuadraticRow quadratic) {
      if (toVariance != null) {
        quadratic.evaluate(example, null, null, toVariance);
      }
      quadratic.gained(example, gain, expected);
      return;
    }
    if (moments) {
      row.moments()
          .evaluate(example, gain == 1 ? null : plain, gain == 0 ? null : expected, toVariance);
    }
    if (gain == 0) {
      System.arraycopy(plain, 0, expected, 0, d);
    } else if (gain != 1) {
      for (int j = 0; j < d; j++) {
        expected[j] = plain[j] + gain * (expected[j] - plain[j]);
      }
    }
  }

  private void addEach() {
    for (int j = 0; j < d; j++) {
      numerator[j] += lambda[j] * expected[j];
    }
    sum(lambda, taskLambda, !anyLambda, d);
    anyLambda = true;
  }

  private void addSingle(float single) {
    for (int j = 0; j < d; j++) {
      numerator[j] += single * expected[j];
    }
    taskSingles += single;
  }

  private static void sum(float[] values, float[] to, boolean first, int d) {
    if (first) {
      System.arraycopy(values, 0, to, 0, d);
      return;
    }
    for (int j = 0; j < d; j++) {
      to[j] += values[j];
    }
  }

  /**
   * Adds rows of one covariance with one weight each or none, unless a factor is beyond float32:
   * then nothing is added.
   */
  boolean addTogether(List<AggregationRow> rows, List<RowWeight> weights, int example) {
    double products = 0;
    double sum = 0;
    QuadraticRow any = null;
    combination.clear();
    for (int r = 0; r < rows.size(); r++) {
      if (weights.get(r) != null) {
        any = (QuadraticRow) rows.get(r).moments();
        double single = weights.get(r).batch()[0];
        products += single * any.productFactor(example, gain);
        sum += single;
        combination.gather(single * any.weightFactor(example, gain), any.weights(example));
      }
    }
    if (any != null) {
      any.readProducts(example, plain);
      combination.gather(products, plain);
    }
    if (!combination.finite()) {
      return false;
    }
    combination.addTo(numerator, d);
    taskSingles += sum;
    return true;
  }

  /** The sums of a task's rows are complete: adds its weights to the denominator. */
  void endTask() {
    if (denominator != null && anyLambda) {
      for (int j = 0; j < d; j++) {
        denominator[j] += taskLambda[j];
      }
    }
    if (denominator != null && taskSingles != 0) {
      float single = (float) taskSingles;
      for (int j = 0; j < d; j++) {
        denominator[j] += single;
      }
    }
  }

  /** The task's weights over all dimensions. */
  double taskWeight() {
    return taskSingles * d + (anyLambda ? folded.of(taskLambda, d) : 0);
  }

  /** The mean over dimensions of the task's variances, summed over its rows. */
  double taskVariance() {
    return anyVariance ? folded.of(taskVariance, d) / d : 0;
  }

  /** Sums of arrays. */
  private static final class FoldedSum {
    private final float[] half;
    private final float[] quarter;

    FoldedSum(int d) {
      half = new float[d / 2 + 1];
      quarter = new float[d / 4 + 1];
    }

    /** The sum, halved in place until little is left: a plain float sum does not vectorise. */
    double of(float[] values, int d) {
      float[] from = values;
      int length = d;
      while (length > 32) {
        float[] to = from == half ? quarter : half;
        int folded = length / 2;
        int rest = length - folded;
        for (int j = 0; j < folded; j++) {
          to[j] = from[j] + from[rest + j];
        }
        if (rest > folded) {
          to[folded] = from[folded];
        }
        from = to;
        length = rest;
      }
      double sum = 0;
      for (int j = 0; j < length; j++) {
        sum += from[j];
      }
      return sum;
    }
  }
}
