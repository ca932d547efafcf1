package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {

  @Test
  void result_hasTheRatioOfTheMediansOfTheRounds() {
    ShapeResult result = SampleResults.withYardstick();
    assertThat(result.remote().median()).isCloseTo(2, within(0.01));
    assertThat(result.remote().min()).isCloseTo(1, within(0.01));
    assertThat(result.remote().max()).isCloseTo(4, within(0.01));
    assertThat(result.yardstick()).isEqualTo(new Spread(5, 4, 9));
    assertThat(result.yardstickMin()).isEqualTo(3.5);
    assertThat(result.ratio()).isCloseTo(0.4, within(0.001));
  }

  @Test
  void result_pooledOverTheRounds_hasPercentilesRatesAndMemory() {
    ShapeResult result = SampleResults.withYardstick();
    assertThat(result.p99()).isCloseTo(4, within(0.01));
    assertThat(result.steps()).isEqualTo(30);
    assertThat(result.stepsPerSecond()).isCloseTo(20, within(1e-9));
    assertThat(result.megabytesPerSecond())
        .isCloseTo(20 * (result.requestBytes() + result.answerBytes()) / 1e6, within(1e-9));
    assertThat(result.phases().get(Phase.MOMENTS)).isCloseTo(0.7 / 3, within(1e-3));
    assertThat(result.allocatedBytes()).isCloseTo(4e5, within(1e-6));
    assertThat(result.allocatedPerMessageByte()).isCloseTo(20, within(1e-9));
    assertThat(result.lastRssBytes()).isEqualTo(2e6);
  }

  @Test
  void result_withoutMetricsAndYardstick_isUnknownThere() {
    ShapeResult result = SampleResults.bare();
    assertThat(result.ratio()).isNaN();
    assertThat(result.allocatedPerMessageByte()).isNaN();
    assertThat(result.lastRssBytes()).isNaN();
    assertThat(result.phases()).isEmpty();
  }

  @Test
  void spread_ofAnEvenNumber_hasTheMeanOfTheMiddleTwo() {
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Spread(3, 1, 9));
    assertThat(Spread.of(List.of()).median()).isNaN();
  }

  @Test
  void allocatedSince_acrossACollection_addsWhatWasCountedAndWhatCameAfter() {
    Reading before = new Reading(0, 3, 90, 1000, 40);
    assertThat(new Reading(0, 3, 150, 1000, 100).allocatedSince(before)).isEqualTo(60);
    assertThat(new Reading(0, 5, 60, 3000, 10).allocatedSince(before)).isEqualTo(1970);
  }
}
