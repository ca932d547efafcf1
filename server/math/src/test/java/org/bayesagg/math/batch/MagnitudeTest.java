package org.bayesagg.math.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagnitudeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, NaN",
    "5, 3, NaN",
    "1300, 0, NaN",
    "1300, 700, Infinity",
    "1300, 1299, -Infinity",
    "1024, 1023, 8",
    "1300, 1100, -8"
  })
  void firstBeyond_oneBadValue_isFound(int length, int at, float bad) {
    float[] values = new float[length];
    assertThat(Magnitude.firstBeyond(values, 7)).isEqualTo(-1);
    if (length > 0) {
      values[length - 1] = -7;
      values[at] = bad;
      assertThat(Magnitude.firstBeyond(values, 7)).isEqualTo(at);
    }
  }
}
