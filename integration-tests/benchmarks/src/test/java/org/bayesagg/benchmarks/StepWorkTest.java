package org.bayesagg.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepWorkTest {

  @Test
  void work_everyStandardShapeHasSome() {
    for (StepShape shape : StepShape.STANDARD) {
      Work work = StepWork.of(shape);
      assertThat(work.singleFlops()).as("%s, float32", shape).isPositive();
      assertThat(work.doubleFlops()).as("%s, float64", shape).isPositive();
      assertThat(work.bytes()).as("%s, bytes", shape).isPositive();
    }
  }

  @Test
  void work_growsWithEveryDimension() {
    for (StepShape shape : StepShape.STANDARD) {
      Work work = StepWork.of(shape);
      for (StepShape larger : doubled(shape)) {
        Work more = StepWork.of(larger);
        assertThat(more.flops())
            .as("flops of %s over %s", larger, shape)
            .isGreaterThan(work.flops());
        assertThat(more.bytes())
            .as("bytes of %s over %s", larger, shape)
            .isGreaterThan(work.bytes());
      }
    }
  }

  private static List<StepShape> doubled(StepShape it) {
    return List.of(
        new StepShape(it.preset(), it.kind(), 2 * it.examples(), it.features(), it.outputs()),
        new StepShape(it.preset(), it.kind(), it.examples(), 2 * it.features(), it.outputs()),
        new StepShape(it.preset(), it.kind(), it.examples(), it.features(), 2 * it.outputs()));
  }

  /** By hand: the bulk of a large step is H, the factor, and two triangular products. */
  @Test
  void work_ofManyExamples_isGramFactorAndProducts() {
    double n = 4096;
    double q = 2048;
    Work work = StepWork.of(StepShape.parse("robust-gaussian:4096x2048x8"));

    assertThat(work.singleFlops() / (3 * n * q * q + q * q * q / 3)).isCloseTo(1, within(0.03));
    assertThat(work.doubleFlops() / (n * q * q)).isLessThan(0.03);
  }

  /** By hand: 2nq² + 3n²q + n³/3 a block in float32 and nq² in float64, n = 128, q = 513. */
  @Test
  void work_ofFewExamples_isTheLowRankFormOfEveryBlock() {
    Work work = StepWork.of(StepShape.parse("bernoulli:128x512x40"));

    double lowRank = 67_371_264 + 25_214_976 + 699_051;
    assertThat(work.singleFlops() / (40 * lowRank)).isBetween(1.0, 1.1);
    assertThat(work.doubleFlops() / (40 * 33_685_632.0)).isBetween(1.0, 1.1);
  }

  @Test
  void form_isThatOfTheMaths() {
    assertThat(StepWork.form(StepShape.parse("gaussian:128x512x11"))).isEqualTo("low rank");
    assertThat(StepWork.form(StepShape.parse("gaussian:1024x1024x8"))).isEqualTo("factored f32");
    assertThat(StepWork.form(StepShape.parse("gaussian:4096x2048x8"))).isEqualTo("factored f32");
    assertThat(StepWork.form(StepShape.parse("robust-gaussian:128x512x11")))
        .isEqualTo("factored f32");
    assertThat(StepWork.form(StepShape.parse("robust-gaussian:120x64x11")))
        .isEqualTo("factored f64");
    assertThat(StepWork.form(StepShape.parse("robust-bernoulli:128x512x40")))
        .isEqualTo("factored f32");
  }
}
