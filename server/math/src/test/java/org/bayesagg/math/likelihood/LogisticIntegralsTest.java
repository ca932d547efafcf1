package org.bayesagg.math.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogisticIntegralsTest {
  /** Both sides of the border between the two rules, and the far ends, against a fine sum. */
  @ParameterizedTest
  @CsvSource({
    "0.3, 1e-12, 1",
    "-2, 1e-4, 0",
    "1, 1, 1",
    "4, 9, 0",
    "-30, 143.9, 1",
    "-30, 144.1, 1",
    "7, 144.1, 0",
    "20, 1e4, 0.3",
    "-250, 1e4, 0",
    "0, 1e6, 1"
  })
  void evaluate_anyVariance_equalsAFineSum(double m, double v, double y) {
    LogisticIntegrals integrals = new LogisticIntegrals();
    integrals.evaluate(m, v, y);

    double deviation = Math.sqrt(v);
    int half = 400_000;
    double step = 9.0 / half;
    double[] sums = new double[6];
    for (int j = -half; j <= half; j++) {
      double t = j * step;
      double weight = Math.exp(-t * t / 2);
      double z = m + deviation * t;
      double r = (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z))) - y;
      sums[0] += weight;
      sums[1] += weight * r;
      sums[2] += weight * r * t;
      sums[3] += weight * (r - integrals.meanR) * (r - integrals.meanR);
      sums[4] += weight * (r - integrals.meanR) * (r * t - integrals.meanRt);
      sums[5] += weight * (r * t - integrals.meanRt) * (r * t - integrals.meanRt);
    }
    // The sum itself steps over the sigmoid's edge in up to 0.02 of z at the widest.
    double tolerance = 1e-7;
    assertThat(integrals.meanR).isCloseTo(sums[1] / sums[0], within(tolerance));
    assertThat(integrals.meanRt).isCloseTo(sums[2] / sums[0], within(tolerance));
    assertThat(integrals.varianceR)
        .isCloseTo(sums[3] / sums[0], within(tolerance * Math.max(1e-12, sums[3] / sums[0])));
    assertThat(integrals.covarianceRRt).isCloseTo(sums[4] / sums[0], within(tolerance));
    assertThat(integrals.varianceRt).isCloseTo(sums[5] / sums[0], within(tolerance));
  }
}
