package org.bayesagg.math.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SobolPointsTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 9, 60})
  void of_anyDimension_hasMeanZeroAndCovarianceOne(int k) {
    double[] points = SobolPoints.of(k, SobolPoints.WIDE);
    int count = SobolPoints.WIDE;

    assertThat(points).hasSize(count * k);
    for (int a = 0; a < k; a++) {
      double mean = 0;
      for (int s = 0; s < count; s++) {
        mean += points[s * k + a];
      }
      assertThat(mean / count).isCloseTo(0, within(1e-12));
      for (int b = 0; b <= a; b++) {
        double moment = 0;
        for (int s = 0; s < count; s++) {
          moment += points[s * k + a] * points[s * k + b] / count;
        }
        assertThat(moment).isCloseTo(a == b ? 1 : 0, within(1e-10));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 9})
  void of_fewDimensions_fourthMomentsAreNearlyNormal(int k) {
    double[] points = SobolPoints.of(k, SobolPoints.WIDE);
    for (int a = 0; a < k; a++) {
      double fourth = 0;
      for (int s = 0; s < SobolPoints.WIDE; s++) {
        fourth += Math.pow(points[s * k + a], 4) / SobolPoints.WIDE;
      }
      assertThat(fourth).isCloseTo(3, within(0.25));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {300})
  void of_moreDimensionsThanPairs_isStillSymmetric(int k) {
    double[] points = SobolPoints.of(k, SobolPoints.MODERATE);
    int count = SobolPoints.MODERATE;
    for (int s = 0; s < count; s++) {
      for (int j = 0; j < k; j++) {
        assertThat(points[(count - 1 - s) * k + j]).isEqualTo(-points[s * k + j]);
      }
    }
  }
}
