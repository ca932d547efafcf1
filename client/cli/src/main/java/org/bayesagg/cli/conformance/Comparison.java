package org.bayesagg.cli.conformance;

import java.util.EnumMap;
import java.util.Map;

/** The worst error of each quantity over everything that a case compares. */
final class Comparison {
  private final Map<Quantity, Deviation> worst = new EnumMap<>(Quantity.class);

  /**
   * An error beside what is allowed.
   *
   * @param relative largest absolute difference by the largest absolute expected value
   * @param bound what is allowed
   */
  record Deviation(double relative, double bound) {
    /** An error that is not a number is no success. */
    boolean passed() {
      return relative <= bound;
    }

    private double severity() {
      return Double.isNaN(relative) ? Double.POSITIVE_INFINITY : relative / bound;
    }
  }

  /** Compares arrays of one length; arrays of other lengths have an infinite error. */
  void add(Quantity quantity, double[] actual, double[] expected, double bound) {
    add(quantity, new Deviation(relativeError(actual, expected), bound));
  }

  /** Takes over another comparison's errors where they are worse. */
  void addAll(Comparison other) {
    other.worst.forEach(this::add);
  }

  Map<Quantity, Deviation> errors() {
    return worst;
  }

  boolean passed() {
    return worst.values().stream().allMatch(Deviation::passed);
  }

  private void add(Quantity quantity, Deviation error) {
    worst.merge(quantity, error, (a, b) -> b.severity() > a.severity() ? b : a);
  }

  static double relativeError(double[] actual, double[] expected) {
    if (actual.length != expected.length) {
      return Double.POSITIVE_INFINITY;
    }
    double difference = 0;
    double scale = 0;
    for (int i = 0; i < expected.length; i++) {
      double one = Math.abs(actual[i] - expected[i]);
      if (Double.isNaN(one)) {
        return Double.NaN;
      }
      difference = Math.max(difference, one);
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    // All zeros expected: there is no scale, and the difference itself must be as small.
    return scale == 0 ? difference : difference / scale;
  }
}
