package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bayesagg.client.Likelihood;
import org.bayesagg.client.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {

  @Test
  void parse_plainKind_isThePapersPreset() {
    Shape shape = Shape.parse("bernoulli:128x160x20");
    assertThat(shape.preset()).isEqualTo(Preset.PAPER);
    assertThat(shape.examples()).isEqualTo(128);
    assertThat(shape.features()).isEqualTo(160);
    assertThat(shape.parts()).containsExactly(new Shape.Part(Likelihood.BERNOULLI, 20));
    assertThat(shape.mix()).isFalse();
    assertThat(shape).hasToString("bernoulli:128x160x20");
  }

  @Test
  void parse_robustMix_hasATaskAPart() {
    Shape shape = Shape.parse("robust-gaussian:8x4x3+robust-categorical:8x4x5");
    assertThat(shape.preset()).isEqualTo(Preset.ROBUST);
    assertThat(shape.parts())
        .containsExactly(
            new Shape.Part(Likelihood.GAUSSIAN, 3), new Shape.Part(Likelihood.CATEGORICAL, 5));
    assertThat(shape.mix()).isTrue();
  }

  @Test
  void parse_repeated_isThatManyTasks() {
    Shape shape = Shape.parse("3*bernoulli:8x4x2+gaussian:8x4x1");
    assertThat(shape.parts())
        .containsExactly(
            new Shape.Part(Likelihood.BERNOULLI, 2),
            new Shape.Part(Likelihood.BERNOULLI, 2),
            new Shape.Part(Likelihood.BERNOULLI, 2),
            new Shape.Part(Likelihood.GAUSSIAN, 1));
    assertThat(shape.mix()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "gaussian,                              expected KIND:NxDxK",
    "poisson:1x2x3,                         expected KIND:NxDxK",
    "0*gaussian:1x2x3,                      1 to 100000 tasks",
    "*gaussian:1x2x3,                       expected KIND:NxDxK",
    "gaussian:1x2,                          expected KIND:NxDxK",
    "gaussian:-1x2x3,                       expected KIND:NxDxK",
    "gaussian:1x2x3+,                       expected KIND:NxDxK",
    "gaussian:0x2x3,                        at least 1",
    "categorical:1x2x1,                     at least 2 classes",
    "gaussian:99999999999x2x3,              99999999999 is too large",
    "gaussian:65536x65536x1,                array of more than",
    "gaussian:8x4x3+bernoulli:8x5x3,        the same N and D",
    "gaussian:8x4x3+robust-bernoulli:8x4x3, all robust- or not at all"
  })
  void parse_whatIsNoShape_saysWhy(String text, String problem) {
    assertThatThrownBy(() -> Shape.parse(text))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("shape \"" + text + "\": ")
        .hasMessageContaining(problem);
  }

  @Test
  void bytes_areThoseOfTheArrays() {
    Shape shape = Shape.parse("gaussian:8x4x3+categorical:8x4x2");
    long labelsAndHeads = 4 * (8 * 3 + 5 * 3 + 8 + 5 * 2);
    assertThat(shape.requestBytes(4)).isEqualTo(4 * 8 * 4 + labelsAndHeads);
    assertThat(shape.requestBytes(2)).isEqualTo(2 * 8 * 4 + labelsAndHeads);
    assertThat(shape.answerBytes()).isEqualTo(4 * 8 * 4);
  }

  @Test
  void standard_isOfEveryKind() {
    assertThat(Shape.STANDARD).hasSize(16).doesNotHaveDuplicates();
  }
}
