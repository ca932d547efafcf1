package org.bayesagg.cli.bench;

import java.util.Locale;
import org.bayesagg.cli.text.Units;

/** Measured quantities for people. */
final class Figures {
  static final String UNKNOWN = "n/a";

  private Figures() {}

  /** Least and largest round. */
  static String range(Spread spread) {
    return figure(spread.min()) + ".." + figure(spread.max());
  }

  /** Such as {@code 1.5 MiB}. */
  static String bytes(double bytes) {
    return Double.isNaN(bytes) ? UNKNOWN : Units.bytes(Math.round(bytes));
  }

  /** Three digits that count. */
  static String figure(double value) {
    if (Double.isNaN(value)) {
      return UNKNOWN;
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
