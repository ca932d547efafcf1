package org.bayesagg.math.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LogitPointsTest {
  /** Dimensions, and deviations on both sides of where the sets change. */
  static Stream<Arguments> sets() {
    return Stream.of(2, 3, 4, 5, 9, 19, 30)
        .flatMap(k -> Stream.of(0.1, 0.7, 3.0).map(deviation -> Arguments.of(k, deviation)));
  }

  private static LogitPoints points(int k, double deviation) {
    return LogitPoints.of(k, deviation, deviation);
  }

  private static double mean(LogitPoints points, int... dimensions) {
    double sum = 0;
    for (int s = 0; s < points.count(); s++) {
      double product = points.weights()[s];
      for (int j : dimensions) {
        product *= points.values()[s * points.dimension() + j];
      }
      sum += product;
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("sets")
  void of_anySet_isMirroredAndHasTheNormalsFirstTwoMoments(int k, double deviation) {
    LogitPoints points = points(k, deviation);
    int last = points.count() - 1;

    assertThat(mean(points)).isCloseTo(1, within(1e-12));
    for (int s = 0; s < points.count(); s++) {
      assertThat(points.weights()[s]).isEqualTo(points.weights()[last - s]);
      for (int j = 0; j < k; j++) {
        assertThat(points.values()[s * k + j])
            .isCloseTo(-points.values()[(last - s) * k + j], within(1e-12));
      }
    }
    assertThat(mean(points, 0, 0)).isCloseTo(1, within(1e-7));
    assertThat(mean(points, k - 1, k - 1)).isCloseTo(1, within(1e-7));
    assertThat(mean(points, 0, k - 1)).isCloseTo(0, within(1e-7));
    assertThat(points.count()).isLessThanOrEqualTo(LogitPoints.mostPoints(k));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void of_rulesOtherThanSobol_haveTheNormalsFourthMoments(int k, double deviation) {
    LogitPoints points = points(k, deviation);
    if (k > 4 && points.count() >= SobolPoints.MODERATE) {
      return;
    }

    assertThat(mean(points, 0, 0, 0, 0)).isCloseTo(3, within(1e-6));
    assertThat(mean(points, k - 1, k - 1, k - 1, k - 1)).isCloseTo(3, within(1e-6));
    assertThat(mean(points, 0, 0, k - 1, k - 1)).isCloseTo(1, within(1e-6));
    assertThat(mean(points, 0, 0, 0, k - 1)).isCloseTo(0, within(1e-6));
  }

  @Test
  void of_narrowLogits_takesTheSimplex() {
    assertThat(points(9, 0.49).count()).isEqualTo(9 * 9 + 3 * 9 + 3);
    assertThat(points(9, 0.51).count()).isEqualTo(SobolPoints.MODERATE);
    assertThat(points(9, 1.01).count()).isEqualTo(SobolPoints.WIDE);
    // As many points as samples: nothing would be gained.
    assertThat(points(30, 0.1).count()).isEqualTo(SobolPoints.MODERATE);
  }
}
