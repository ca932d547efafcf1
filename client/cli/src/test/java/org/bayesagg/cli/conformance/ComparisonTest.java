package org.bayesagg.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void relativeError_isTheLargestDifferenceByTheLargestExpectedValue() {
    assertThat(Comparison.relativeError(new double[] {1, -4.5}, new double[] {1.2, -4}))
        .isEqualTo(0.5 / 4);
    assertThat(Comparison.relativeError(new double[] {0, 3e-9}, new double[2])).isEqualTo(3e-9);
  }

  @Test
  void otherLengthsAndNonNumbers_neverPass() {
    Comparison lengths = new Comparison();
    lengths.add(Quantity.DIRECTION, new double[2], new double[3], 1);
    assertThat(lengths.passed()).isFalse();
    Comparison numbers = new Comparison();
    numbers.add(Quantity.DIRECTION, new double[] {Double.NaN, 1}, new double[] {1, 1}, 1);
    numbers.add(Quantity.DIRECTION, new double[] {1}, new double[] {1}, 1);
    assertThat(numbers.passed()).isFalse();
    Comparison infinite = new Comparison();
    infinite.add(Quantity.LOSS, new double[] {Double.POSITIVE_INFINITY}, new double[] {1}, 1);
    assertThat(infinite.passed()).isFalse();
  }

  @Test
  void worst_isWhatIsFarthestBeyondItsBound() {
    Comparison comparison = new Comparison();
    comparison.add(Quantity.GRADIENT_MEAN, new double[] {1.005}, new double[] {1}, 0.01);
    Comparison other = new Comparison();
    other.add(Quantity.GRADIENT_MEAN, new double[] {1.001}, new double[] {1}, 1e-4);
    comparison.addAll(other);
    assertThat(comparison.passed()).isFalse();
    assertThat(CaseLine.of("case", 6, comparison))
        .isEqualTo("case    gradient mean 1.0e-03 <= 1.0e-04 (!)  FAIL");
  }

  @Test
  void line_ofAGoodCase_hasEveryQuantityInOrder() {
    Comparison comparison = new Comparison();
    comparison.add(Quantity.DIRECTION, new double[] {2}, new double[] {2}, 2e-4);
    comparison.add(Quantity.PRIOR_MEAN, new double[] {2.00002}, new double[] {2}, 1e-4);
    assertThat(CaseLine.of("good", 4, comparison))
        .isEqualTo("good  prior mean 1.0e-05 <= 1.0e-04, direction 0.0e+00 <= 2.0e-04  ok");
  }
}
