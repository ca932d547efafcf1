package org.bayesagg.service.live;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Numbers as JSON has them: what is none is null, and no digits that nobody sees. */
final class Numbers {
  private static final MathContext DIGITS = new MathContext(5);

  private Numbers() {}

  static Double orNull(double value) {
    return Double.isFinite(value)
        ? Double.valueOf(new BigDecimal(value).round(DIGITS).doubleValue())
        : null;
  }

  static List<Double> of(double[] values) {
    List<Double> numbers = new ArrayList<>(values.length);
    for (double value : values) {
      numbers.add(orNull(value));
    }
    return numbers;
  }
}
