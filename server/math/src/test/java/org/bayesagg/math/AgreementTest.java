package org.bayesagg.math;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;

/** An engine's runs equal the reference's, whatever is chosen. */
public class AgreementTest {
  private static final Agreement SAMPLED = new Agreement(1e-4, 1e-4, 1e-2, 2e-2, 2e-2);

  @Property(seed = "20240402", tries = 150)
  void step_equalsReference(@ForAll(supplier = Scenarios.Unsampled.class) Scenario scenario) {
    check(scenario, Agreement.SINGLE);
  }

  @Property(seed = "20240403", tries = 20)
  void step_threeClassesOrMore_equalsReferenceWithinSampling(
      @ForAll(supplier = Scenarios.ManyClasses.class) Scenario scenario) {
    check(scenario, SAMPLED);
  }

  private static void check(Scenario scenario, Agreement agreement) {
    try (Maths product = Maths.product(scenario.spec());
        Maths reference = Maths.reference(scenario.spec())) {
      agreement.check(scenario, scenario.play(product), scenario.play(reference));
      for (int t = 0; t < scenario.spec().tasks().size(); t++) {
        agreement.checkState("prior mean " + t, product.priorMean(t), reference.priorMean(t));
        agreement.checkState(
            "prior precision " + t, product.priorPrecision(t), reference.priorPrecision(t));
      }
    }
  }
}
