package org.bayesagg.math.aggregation;

import java.util.Arrays;

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

  /**
   * λ of every value. Exponents 0, ¼, ½, ¾ and 1 take square roots, which vectorise; others a
   * logarithm and an exponential with a relative error of 1e-7 plus s · 1e-7.
   *
   * @param x not modified
   */
  void apply(float[] x, float[] to, int length) {
    float least = (float) floor;
    if (exponent == 0) {
      Arrays.fill(to, 0, length, 1);
    } else if (exponent == 1) {
      for (int j = 0; j < length; j++) {
        to[j] = 1 / Math.max(x[j], least);
      }
    } else if (exponent == 0.5) {
      for (int j = 0; j < length; j++) {
        to[j] = 1 / (float) Math.sqrt(Math.max(x[j], least));
      }
    } else if (exponent == 0.25 || exponent == 0.75) {
      quarters(x, to, length, least);
    } else {
      for (int j = 0; j < length; j++) {
        to[j] = FastPower.of(Math.max(x[j], least), (float) -exponent);
      }
    }
  }

  private void quarters(float[] x, float[] to, int length, float least) {
    for (int j = 0; j < length; j++) {
      to[j] = (float) Math.sqrt(Math.max(x[j], least));
    }
    if (exponent == 0.25) {
      for (int j = 0; j < length; j++) {
        to[j] = 1 / (float) Math.sqrt(to[j]);
      }
    } else {
      for (int j = 0; j < length; j++) {
        to[j] = 1 / (to[j] * (float) Math.sqrt(to[j]));
      }
    }
  }
}
