package org.bayesagg.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final double TIGHT = 1e-12;

  @Test
  void estimate_values_isMeanAndStandardError() {
    Estimate estimate = Estimate.of(1, 2, 3, 6);

    assertThat(estimate.mean()).isCloseTo(3, within(TIGHT));
    // The deviation is sqrt(14 / 3), its error that over 2.
    assertThat(estimate.standardError()).isCloseTo(Math.sqrt(14.0 / 3) / 2, within(TIGHT));
    assertThat(estimate.text(2)).isEqualTo("3.00 +- 1.08");
  }

  @Test
  void estimate_oneValue_hasNoError() {
    assertThat(Estimate.of(0.5).times(100).text(1)).isEqualTo("50.0");
  }

  @Test
  void deltaM_worseAccuracyAndWorseError_bothCountAgainst() {
    TestResult single = SampleResults.result(0.8, 0.5, 1, 2);

    assertThat(Results.deltaM(SampleResults.result(0.4, 0.5, 1, 2), single))
        .isCloseTo(12.5, within(TIGHT));
    assertThat(Results.deltaM(SampleResults.result(0.8, 0.5, 1, 3), single))
        .isCloseTo(12.5, within(TIGHT));
    assertThat(Results.deltaM(SampleResults.result(0.8, 1.0, 1, 1), single))
        .isCloseTo(-37.5, within(TIGHT));
    assertThat(Results.deltaM(single, single)).isZero();
  }

  @Test
  void deltaM_seeds_areComparedWithTheirOwnSingleRuns() {
    // Left digit 10% worse for the first seed, sum 10% worse for the second: 2.5% each.
    Estimate estimate = SampleResults.twoSeeds().deltaM(Way.MEAN);

    assertThat(estimate.mean()).isCloseTo(2.5, within(1e-9));
    assertThat(estimate.standardError()).isCloseTo(0, within(1e-9));
  }
}
