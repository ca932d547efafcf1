package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClosedStepsTest {
  private final ClosedSteps closed = new ClosedSteps(2);

  @Test
  void contains_onlyWhatWasAdded() {
    closed.add(new StepKey(0, 5));

    assertThat(closed.contains(new StepKey(0, 5))).isTrue();
    assertThat(closed.contains(new StepKey(0, 4))).isFalse();
    assertThat(closed.contains(new StepKey(0, 6))).isFalse();
  }

  @Test
  void contains_moreThanKept_everythingUpToTheDroppedOne() {
    closed.add(new StepKey(0, 9));
    closed.add(new StepKey(0, 5));
    closed.add(new StepKey(1, 0));

    assertThat(closed.contains(new StepKey(0, 4))).isTrue();
    assertThat(closed.contains(new StepKey(0, 6))).isFalse();
    assertThat(closed.contains(new StepKey(0, 9))).isTrue();
    assertThat(closed.contains(new StepKey(1, 1))).isFalse();
  }
}
