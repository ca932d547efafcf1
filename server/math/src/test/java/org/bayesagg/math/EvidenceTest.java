package org.bayesagg.math;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.scenario.Edits;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PriorRefresh;

/** Evidence is additive, weighted, and the same however it is gathered. */
public class EvidenceTest {

  @Property(seed = "21", tries = 40)
  void posterior_halves_addToWhole(@ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    Batch whole = scenario.epochs().get(0).get(0).get(0);
    int n = whole.examples();
    Batch one = Edits.select(whole, Edits.range(0, n / 2));
    Batch other = Edits.select(whole, Edits.range(n / 2, n));
    AggregationSpec spec = Edits.paper(scenario.spec().featureDim(), scenario.spec().tasks());
    try (Maths all = after(spec, whole);
        Maths first = after(spec, one);
        Maths second = after(spec, other);
        Maths none = after(spec, Edits.masked(whole, new byte[n]));
        Maths both = after(spec, one, other)) {
      for (int t = 0; t < spec.tasks().size(); t++) {
        double[] sum = first.priorPrecision(t);
        double[] rest = second.priorPrecision(t);
        double[] isotropic = none.priorPrecision(t);
        for (int k = 0; k < sum.length; k++) {
          sum[k] += rest[k] - isotropic[k];
        }
        Agreement.SINGLE.checkState("precision", sum, all.priorPrecision(t));
        Agreement.SINGLE.checkState("precision", both.priorPrecision(t), all.priorPrecision(t));
        Agreement.SINGLE.checkState("mean", both.priorMean(t), all.priorMean(t));
      }
    }
  }

  @Property(seed = "22", tries = 40)
  void step_streamingOrExact_sameWhereHeadsStay(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    Batch heads = scenario.epochs().get(0).get(0).get(0);
    Scenario still =
        scenario.mapSteps(
            step -> step.stream().map(batch -> Edits.withHeads(batch, heads)).toList());
    AggregationSpec spec = scenario.spec();
    AggregationSpec streaming = Edits.withPrior(spec, new PriorRefresh.StreamingEpoch());
    AggregationSpec exact = Edits.withPrior(spec, new PriorRefresh.ExactEpoch(1000));
    try (Maths one = Maths.product(streaming);
        Maths other = Maths.product(exact)) {
      Agreement.SINGLE.check(still, still.play(other), still.play(one));
    }
  }

  @Property(seed = "23", tries = 40)
  void posterior_weightTwo_equalsExampleTwice(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    Batch batch = scenario.epochs().get(0).get(0).get(0);
    float[] weights = new float[batch.examples()];
    java.util.Arrays.fill(weights, 1);
    weights[1] = 2;
    int[] twice = Edits.range(0, batch.examples() + 1);
    twice[batch.examples()] = 1;
    samePrior(scenario, Edits.weighted(batch, weights), Edits.select(batch, twice));
  }

  @Property(seed = "24", tries = 40)
  void posterior_weightZeroOrMasked_equalsWithout(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    Batch batch = scenario.epochs().get(0).get(0).get(0);
    int n = batch.examples();
    float[] weights = new float[n];
    byte[] mask = new byte[n];
    for (int i = 1; i < n; i++) {
      weights[i] = 1;
      mask[i] = 1;
    }
    Batch without = Edits.select(batch, Edits.range(1, n));
    samePrior(scenario, Edits.weighted(batch, weights), without);
    samePrior(scenario, Edits.masked(batch, mask), without);
  }

  private static void samePrior(Scenario scenario, Batch one, Batch other) {
    AggregationSpec spec = Edits.paper(scenario.spec().featureDim(), scenario.spec().tasks());
    try (Maths first = after(spec, one);
        Maths second = after(spec, other)) {
      for (int t = 0; t < spec.tasks().size(); t++) {
        Agreement.SINGLE.checkState("precision", first.priorPrecision(t), second.priorPrecision(t));
        Agreement.SINGLE.checkState("mean", first.priorMean(t), second.priorMean(t));
        Agreement.SINGLE.checkState("loss", first.runningLoss(t), second.runningLoss(t));
      }
    }
  }

  /** A run after one epoch of these batches. */
  private static Maths after(AggregationSpec spec, Batch... batches) {
    Maths maths = Maths.product(spec);
    for (Batch batch : batches) {
      maths.step(List.of(batch));
    }
    maths.closeEpoch();
    return maths;
  }
}
