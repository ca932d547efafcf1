package org.bayesagg.math;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.Assertions;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;

/** Evidence may be added late: by settle, or by the next call that needs it. */
public class SettleTest {

  @Property(seed = "71", tries = 12)
  void begin_settledOrNot_sameAnswersAndState(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    try (Engine engine = TestEngines.create(2);
        Aggregator atOnce = Aggregator.create(scenario.spec(), engine);
        Aggregator late = Aggregator.create(scenario.spec(), engine)) {
      int steps = 0;
      for (int e = 0; e < scenario.epochs().size(); e++) {
        if (e > 0) {
          atOnce.closeEpoch();
          late.closeEpoch();
        }
        for (List<Batch> step : scenario.epochs().get(e)) {
          StepResult expected = atOnce.step(step, StepOutputs.DIRECTION);
          StepResult actual = late.begin(step, StepOutputs.DIRECTION);
          Assertions.assertThat(actual.shards().get(0).direction())
              .isEqualTo(expected.shards().get(0).direction());
          if (steps++ % 2 == 0) {
            late.settle();
            late.settle();
          }
        }
      }
      StepIdentity.sameState(atOnce, late);
    }
  }
}
