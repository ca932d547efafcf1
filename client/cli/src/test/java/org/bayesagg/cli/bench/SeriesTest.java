package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5,1*gaussian:8x4x3      | TASKS    | 1*gaussian:8x4x3      | 5*gaussian:8x4x3",
        "robust-gaussian:8,2x4x3 | EXAMPLES | robust-gaussian:2x4x3 | robust-gaussian:8x4x3",
        "gaussian:8x4,5,4x3      | FEATURES | gaussian:8x4x3        | gaussian:8x5x3",
        "2*gaussian:8x4x3,30     | OUTPUTS  | 2*gaussian:8x4x3      | 2*gaussian:8x4x30"
      })
  void parse_hasAShapeForEachValue_ascending(
      String text, Series.Axis axis, String first, String second) {
    assertThat(Series.isOne(text)).isTrue();
    Series series = Series.parse(text);
    assertThat(series.axis()).isEqualTo(axis);
    assertThat(series.shapes()).containsExactly(Shape.parse(first), Shape.parse(second));
    assertThat(series.values()).isSorted().hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gaussian:8,9x4,5x3               | two lists",
        "gaussian:8,x4x3                  | a list such as 1,10,100",
        "gaussian:8,9x4x3+gaussian:8x4x3  | a list such as 1,10,100",
        "poisson:8,9x4x3                  | expected KIND:NxDxK",
        "gaussian:8,99999999999x4x3       | 99999999999 is too large"
      })
  void parse_whatIsNoSeries_saysWhy(String text, String problem) {
    assertThatThrownBy(() -> Series.parse(text))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void isOne_ofAShape_isNot() {
    assertThat(Series.isOne("2*gaussian:8x4x3+bernoulli:8x4x3")).isFalse();
  }
}
