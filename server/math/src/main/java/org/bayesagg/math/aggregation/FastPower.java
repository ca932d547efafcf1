package org.bayesagg.math.aggregation;

/**
 * Powers of positive floats: x^e = 2^(e log₂ x), both by polynomials in float64, some ten times
 * faster than {@link Math#pow}.
 */
final class FastPower {
  private static final double LOG2_E = 1.4426950408889634;
  private static final double LN_2 = 0.6931471805599453;

  private FastPower() {}

  /**
   * x^e with a relative error below 2e-7; 0 and infinity where float has no value.
   *
   * @param x above 0; infinity and NaN are passed to {@link Math#pow}
   */
  static float of(float x, float e) {
    if (!(x <= Float.MAX_VALUE) || x < Float.MIN_NORMAL) {
      return (float) Math.pow(x, e);
    }
    int bits = Float.floatToRawIntBits(x);
    // The mantissa in [√½, √2), so that the logarithm's series is short.
    int shifted = bits - 0x3f3504f3;
    int exponent = shifted >> 23;
    double m = Float.intBitsToFloat((shifted & 0x7fffff) + 0x3f3504f3);
    // log m = 2 artanh((m − 1) / (m + 1)), |argument| below 0.172.
    double t = (m - 1) / (m + 1);
    double tt = t * t;
    double series = 2 + tt * (2.0 / 3 + tt * (2.0 / 5 + tt * (2.0 / 7 + tt * (2.0 / 9))));
    double power = e * (exponent + LOG2_E * t * series);
    if (power >= 127.5 || power <= -126) {
      return (float) Math.pow(x, e);
    }
    double whole = Math.rint(power);
    double r = (power - whole) * LN_2;
    double exp =
        1 + r * (1 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r / 720)))));
    return (float) (exp * Double.longBitsToDouble((long) (whole + 1023) << 52));
  }
}
