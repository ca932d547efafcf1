package org.bayesagg.math.likelihood;

import java.util.Arrays;

/**
 * Standard normal points ε in K dimensions with their weights: what categorical expectations run
 * over.
 *
 * <p>K = 2: the trapezoid rule within a radius of 6.5, as fine as the logits' deviation asks for;
 * it converges geometrically, as in one dimension. K above 2: {@link SobolPoints}, all alike.
 *
 * <p>Points {@code s} and {@code count − 1 − s} mirror each other, with equal weights.
 *
 * @param dimension K
 * @param values ε [count, K] row-major; shared, not to be modified
 * @param weights [count], summing to 1; shared, not to be modified
 */
record LogitPoints(int dimension, double[] values, double[] weights) {
  private static final double RADIUS = 6.5;
  private static final double WIDEST_STEP = 0.75;
  private static final double LOGIT_STEP = 0.7;
  private static final LogitPoints[] PLANAR = new LogitPoints[5];

  static {
    for (int level = 0; level < PLANAR.length; level++) {
      PLANAR[level] = planar(step(level));
    }
  }

  /** Points. */
  int count() {
    return weights.length;
  }

  /**
   * The points for logits of at most {@code deviation} in any direction. Beyond a deviation of 3.7
   * the finest plane is used, whose error then grows slowly.
   */
  static LogitPoints of(int dimension, double deviation) {
    if (dimension != 2) {
      double[] points = SobolPoints.of(dimension);
      double[] weights = new double[SobolPoints.count()];
      Arrays.fill(weights, 1.0 / weights.length);
      return new LogitPoints(dimension, points, weights);
    }
    int level = 0;
    while (level < PLANAR.length - 1 && step(level) * deviation > LOGIT_STEP) {
      level++;
    }
    return PLANAR[level];
  }

  /** Each level has twice the points of the one before: about 240, up to 3,800. */
  private static double step(int level) {
    return WIDEST_STEP * Math.pow(2, -level / 2.0);
  }

  private static LogitPoints planar(double step) {
    int half = (int) (RADIUS / step);
    int side = 2 * half + 1;
    double[] values = new double[2 * side * side];
    double[] weights = new double[side * side];
    int count = 0;
    double sum = 0;
    for (int a = -half; a <= half; a++) {
      for (int b = -half; b <= half; b++) {
        double square = (double) (a * a + b * b) * step * step;
        if (square <= RADIUS * RADIUS) {
          values[2 * count] = a * step;
          values[2 * count + 1] = b * step;
          weights[count] = Math.exp(-square / 2);
          sum += weights[count];
          count++;
        }
      }
    }
    for (int s = 0; s < count; s++) {
      weights[s] /= sum;
    }
    return new LogitPoints(2, Arrays.copyOf(values, 2 * count), Arrays.copyOf(weights, count));
  }
}
