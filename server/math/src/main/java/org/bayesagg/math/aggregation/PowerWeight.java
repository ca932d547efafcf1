package org.bayesagg.math.aggregation;

/** λ = max(x, floor)^(−s), the weight of a statistic x. */
public final class PowerWeight {
  private final double floor;
  private final double exponent;

  /**
   * A weight.
   *
   * @param floor least value of x, above 0
   * @param exponent s, at least 0; 0 weighs everything alike
   */
  PowerWeight(double floor, double exponent) {
    this.floor = floor;
    this.exponent = exponent;
  }

  /** λ of one value; 0 for an infinite one (s above 0). */
  double of(double x) {
    double value = Math.max(x, floor);
    if (exponent == 0) {
      return 1;
    }
    if (exponent == 1) {
      return 1 / value;
    }
    if (exponent == 0.5) {
      return 1 / Math.sqrt(value);
    }
    return Math.exp(-exponent * Math.log(value));
  }

  /** λ of every value, in place. */
  void apply(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) of(values[i]);
    }
  }
}
