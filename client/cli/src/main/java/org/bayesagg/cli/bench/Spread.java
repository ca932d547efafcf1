package org.bayesagg.cli.bench;

import java.util.Arrays;
import java.util.List;

/**
 * The rounds' values of one quantity.
 *
 * @param median the middle one, or the mean of the middle two
 * @param min the least
 * @param max the largest
 */
record Spread(double median, double min, double max) {

  /** NaN in all three where there is no value. */
  static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN);
    }
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], Arrays.stream(sorted).max().orElseThrow());
  }
}
