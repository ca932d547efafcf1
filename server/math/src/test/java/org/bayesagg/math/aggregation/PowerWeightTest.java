package org.bayesagg.math.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowerWeightTest {
  private static final double FLOOR = 1e-8;

  @ParameterizedTest
  @ValueSource(doubles = {0, 5e-4, 0.1, 0.25, 0.3, 0.5, 0.75, 0.85, 1, 2.5})
  void apply_valuesOfEveryScale_areThePower(double exponent) {
    SplittableRandom random = new SplittableRandom(3);
    float[] x = new float[4001];
    for (int j = 0; j < x.length; j++) {
      x[j] = (float) Math.pow(10, random.nextDouble(-12, 12));
    }
    x[0] = 0;
    x[1] = Float.MIN_VALUE;
    x[2] = 1;
    float[] lambda = new float[x.length];

    new PowerWeight(FLOOR, exponent).apply(x, lambda, x.length);

    for (int j = 0; j < x.length; j++) {
      double expected = Math.pow(Math.max(x[j], FLOOR), -exponent);
      assertThat(lambda[j] / expected).isCloseTo(1, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 1})
  void apply_infiniteVariance_hasNoWeight(double exponent) {
    float[] lambda = new float[1];

    new PowerWeight(FLOOR, exponent).apply(new float[] {Float.POSITIVE_INFINITY}, lambda, 1);

    assertThat(lambda[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-38f, 1e-20f, 0.70710677f, 0.7071069f, 1f, 1.4142135f, 3f, 1e30f})
  void fastPower_aroundItsSeams_isThePower(float x) {
    for (float e : new float[] {-4, -1.3f, -5e-4f, 0.3f, 2}) {
      double expected = (float) Math.pow(x, e);
      float actual = FastPower.of(x, e);
      if (expected == 0 || Double.isInfinite(expected)) {
        assertThat((double) actual).isEqualTo(expected);
      } else {
        assertThat(actual / expected).isCloseTo(1, within(4e-7));
      }
    }
  }
}
