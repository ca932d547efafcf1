package org.bayesagg.math.likelihood;

import java.util.Arrays;

/**
 * The trapezoid rule for the standard normal in the plane within a radius of 6.5, as fine as the
 * logits' deviation asks for; it converges geometrically, as in one dimension.
 */
final class PlaneRule {
  private static final double RADIUS = 6.5;
  private static final double WIDEST_STEP = 0.75;
  private static final double LOGIT_STEP = 0.7;
  private static final LogitPoints[] BY_LEVEL = new LogitPoints[5];

  static {
    for (int level = 0; level < BY_LEVEL.length; level++) {
      BY_LEVEL[level] = make(step(level));
    }
  }

  private PlaneRule() {}

  /**
   * The points for logits of at most {@code deviation} in any direction. Beyond a deviation of 3.7
   * the finest set is used, whose error then grows slowly.
   */
  static LogitPoints of(double deviation) {
    int level = 0;
    while (level < BY_LEVEL.length - 1 && step(level) * deviation > LOGIT_STEP) {
      level++;
    }
    return BY_LEVEL[level];
  }

  /** The largest deviation of each level, but for the finest, which serves any. */
  static double[] limits() {
    double[] limits = new double[BY_LEVEL.length];
    for (int level = 0; level < limits.length; level++) {
      limits[level] = LOGIT_STEP / step(level);
    }
    limits[limits.length - 1] = Double.MAX_VALUE;
    return limits;
  }

  /** The set with the most points. */
  static LogitPoints finest() {
    return BY_LEVEL[BY_LEVEL.length - 1];
  }

  /** Each level has twice the points of the one before: about 240, up to 3,800. */
  private static double step(int level) {
    return WIDEST_STEP * Math.pow(2, -level / 2.0);
  }

  private static LogitPoints make(double step) {
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
