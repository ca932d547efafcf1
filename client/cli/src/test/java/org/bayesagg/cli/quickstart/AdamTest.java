package org.bayesagg.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdamTest {
  @Test
  void step_firstTime_movesByTheRateAgainstTheSign() {
    Parameter parameter = new Parameter(new float[] {1, 1, 1}, new float[] {1e-3f, -50f, 0});

    new Adam(List.of(parameter)).step(0.1);

    assertThat((double) parameter.values()[0]).isCloseTo(0.9, within(1e-4));
    assertThat((double) parameter.values()[1]).isCloseTo(1.1, within(1e-4));
    assertThat(parameter.values()[2]).isEqualTo(1);
  }

  @Test
  void step_twice_followsTheDefinition() {
    Parameter parameter = new Parameter(new float[] {0}, new float[] {1});
    Adam adam = new Adam(List.of(parameter));
    adam.step(0.1);
    parameter.gradient()[0] = -3;
    adam.step(0.1);

    double m = (0.9 * 0.1 * 1 + 0.1 * -3) / (1 - 0.9 * 0.9);
    double v = (0.999 * 0.001 * 1 + 0.001 * 9) / (1 - 0.999 * 0.999);
    assertThat((double) parameter.values()[0])
        .isCloseTo(-0.1 - 0.1 * m / Math.sqrt(v), within(1e-4));
  }
}
