package org.bayesagg.math;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;

/** The product equals the reference on random runs. */
class AgreementTest {
  private static final Agreement UNSAMPLED = new Agreement(1e-4, 1e-4, 0, 0, 2e-4);
  private static final Agreement SAMPLED = new Agreement(1e-4, 1e-4, 1e-2, 2e-2, 2e-2);

  @Property(seed = "20240402", tries = 400)
  void step_equalsReference(@ForAll(supplier = Scenarios.Unsampled.class) Scenario scenario) {
    check(scenario, UNSAMPLED);
  }

  @Property(seed = "20240403", tries = 50)
  void step_threeClassesOrMore_equalsReferenceWithinSampling(
      @ForAll(supplier = Scenarios.ManyClasses.class) Scenario scenario) {
    check(scenario, SAMPLED);
  }

  private static void check(Scenario scenario, Agreement agreement) {
    try (Maths product = Maths.product(scenario.spec());
        Maths reference = Maths.reference(scenario.spec())) {
      agreement.check(scenario.spec(), scenario.play(product), scenario.play(reference));
      for (int t = 0; t < scenario.spec().tasks().size(); t++) {
        agreement.checkState("prior mean " + t, product.priorMean(t), reference.priorMean(t));
        agreement.checkState(
            "prior precision " + t, product.priorPrecision(t), reference.priorPrecision(t));
      }
    }
  }
}
