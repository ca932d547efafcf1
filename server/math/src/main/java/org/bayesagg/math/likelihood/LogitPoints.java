package org.bayesagg.math.likelihood;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Standard normal points ε in K dimensions with their weights: what categorical expectations run
 * over. Which set serves depends on K and on the deviations of the logits alone.
 *
 * <p>K = 2: {@link PlaneRule}. K above 2: while no contrast deviates by more than {@value #NARROW},
 * {@link SimplexRule}, whose K² + 3K + 3 points then err no more than hundreds of samples; beyond,
 * {@link HermiteRule} in three and four dimensions and {@link SobolPoints} in more.
 *
 * <p>Points {@code s} and {@code count − 1 − s} mirror each other, with equal weights; weights may
 * be negative.
 *
 * @param dimension K
 * @param values ε [count, K] row-major; shared, not to be modified
 * @param weights [count], summing to 1; shared, not to be modified
 */
public record LogitPoints(int dimension, double[] values, double[] weights) {
  private static final double NARROW = 0.5;
  private static final double MODERATE = 1;

  /** Kept sets: of a rule that is one of a few, by dimension. */
  private static final Map<Integer, LogitPoints> SIMPLEX = new ConcurrentHashMap<>();

  private static final Map<Integer, LogitPoints> HERMITE = new ConcurrentHashMap<>();
  private static final Map<List<Integer>, LogitPoints> SOBOL = new ConcurrentHashMap<>();

  /** Points. */
  int count() {
    return weights.length;
  }

  /** The most points of any set for K dimensions. */
  public static int mostPoints(int dimension) {
    return switch (dimension) {
      case 2 -> PlaneRule.finest().count();
      case 3 -> power(HermiteRule.WIDE_NODES, 3);
      case 4 -> power(HermiteRule.WIDE_NODES_OF_FOUR, 4);
      default -> SobolPoints.WIDE;
    };
  }

  /**
   * The points for logits.
   *
   * @param deviation the largest standard deviation of a difference of two classes' logits
   * @param widest the same of any direction, scaled alike; read in the plane
   */
  static LogitPoints of(int dimension, double deviation, double widest) {
    if (dimension == 2) {
      return PlaneRule.of(widest);
    }
    boolean small = dimension * dimension + 3 * dimension + 3 < SobolPoints.MODERATE;
    if (deviation <= NARROW && small) {
      return SIMPLEX.computeIfAbsent(dimension, SimplexRule::of);
    }
    if (dimension == 3) {
      int nodes = deviation <= MODERATE ? HermiteRule.NODES : HermiteRule.WIDE_NODES;
      return HERMITE.computeIfAbsent(16 * dimension + nodes, key -> HermiteRule.of(3, nodes));
    }
    if (dimension == 4) {
      int nodes =
          deviation <= MODERATE ? HermiteRule.NODES_OF_FOUR : HermiteRule.WIDE_NODES_OF_FOUR;
      return HERMITE.computeIfAbsent(16 * dimension + nodes, key -> HermiteRule.of(4, nodes));
    }
    int count = deviation <= MODERATE ? SobolPoints.MODERATE : SobolPoints.WIDE;
    return SOBOL.computeIfAbsent(List.of(dimension, count), key -> sobol(dimension, count));
  }

  /** The largest deviation of each set that {@link #of} chooses from; the last serves any. */
  static double[] limits(int dimension) {
    if (dimension == 2) {
      return PlaneRule.limits();
    }
    boolean small = dimension * dimension + 3 * dimension + 3 < SobolPoints.MODERATE;
    return small
        ? new double[] {NARROW, MODERATE, Double.MAX_VALUE}
        : new double[] {MODERATE, Double.MAX_VALUE};
  }

  private static LogitPoints sobol(int dimension, int count) {
    double[] weights = new double[count];
    Arrays.fill(weights, 1.0 / count);
    return new LogitPoints(dimension, SobolPoints.of(dimension, count), weights);
  }

  private static int power(int base, int exponent) {
    int result = 1;
    for (int i = 0; i < exponent; i++) {
      result *= base;
    }
    return result;
  }
}
