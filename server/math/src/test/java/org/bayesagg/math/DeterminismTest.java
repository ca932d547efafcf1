package org.bayesagg.math;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;

/** The same calls give the same answers, bit by bit, in one virtual machine. */
class DeterminismTest {

  @Property(seed = "51", tries = 40)
  void step_sameCallsTwice_identical(
      @ForAll(supplier = Scenarios.Unsampled.class) Scenario scenario) {
    compare(scenario, 1);
  }

  @Property(seed = "52", tries = 20)
  void step_manyClassesOnTwoThreads_identical(
      @ForAll(supplier = Scenarios.ManyClasses.class) Scenario scenario) {
    compare(scenario, 2);
  }

  private static void compare(Scenario scenario, int threads) {
    try (Engine engine = CpuEngine.create(threads);
        Engine fresh = CpuEngine.create(threads);
        Aggregator one = Aggregator.create(scenario.spec(), engine);
        Aggregator other = Aggregator.create(scenario.spec(), fresh)) {
      for (int e = 0; e < scenario.epochs().size(); e++) {
        if (e > 0) {
          one.closeEpoch();
          other.closeEpoch();
        }
        scenario.epochs().get(e).forEach(step -> StepIdentity.same(one, other, step));
      }
    }
  }
}
