package org.bayesagg.cli.quickstart;

import java.util.Arrays;
import java.util.Locale;

/**
 * A mean and its standard error, NaN where there is one value only.
 *
 * @param mean of the values
 * @param standardError the values' standard deviation (n - 1) over the root of their number
 */
record Estimate(double mean, double standardError) {

  /** Over at least one value. */
  static Estimate of(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    int n = values.length;
    return new Estimate(mean, n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1) / n));
  }

  /** Both times a factor. */
  Estimate times(double factor) {
    return new Estimate(mean * factor, standardError * Math.abs(factor));
  }

  /** {@code 96.5 +- 0.2}, or the mean alone where there is no error. */
  String text(int decimals) {
    String number = "%." + decimals + "f";
    return Double.isNaN(standardError)
        ? String.format(Locale.ROOT, number, mean)
        : String.format(Locale.ROOT, number + " +- " + number, mean, standardError);
  }
}
