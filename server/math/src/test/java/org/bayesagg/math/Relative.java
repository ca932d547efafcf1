package org.bayesagg.math;

/** Errors relative to the largest value that is expected. */
public final class Relative {
  private Relative() {}

  /**
   * Largest |actual − expected| over largest |expected|; infinite if lengths or finiteness differ.
   */
  public static double error(double[] actual, double[] expected) {
    return error(actual, expected, Double.MIN_NORMAL);
  }

  /** The same, but relative to at least {@code leastScale}. */
  public static double error(double[] actual, double[] expected, double leastScale) {
    if (actual == null || actual.length != expected.length) {
      return Double.POSITIVE_INFINITY;
    }
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      if (!Double.isFinite(actual[i]) || !Double.isFinite(expected[i])) {
        return Double.POSITIVE_INFINITY;
      }
      difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return difference == 0 ? 0 : difference / Math.max(largest, leastScale);
  }

  /** The same for single precision results. */
  public static double error(float[] actual, double[] expected) {
    return error(widened(actual), expected);
  }

  /** As doubles; null stays null. */
  public static double[] widened(float[] values) {
    if (values == null) {
      return null;
    }
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
