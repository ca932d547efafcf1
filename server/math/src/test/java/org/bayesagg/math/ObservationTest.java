package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.scenario.Edits;
import org.bayesagg.math.scenario.Predictions;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Reduction;
import org.bayesagg.math.spec.TaskSpec;

/** The ways to say the same about an example. */
public class ObservationTest {

  @Property(seed = "31", tries = 60)
  void step_outputGradients_equalLabels(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    sameAnswers(
        scenario,
        scenario.mapSteps(
            step -> step.stream().map(b -> changed(scenario.spec(), b, true)).toList()));
  }

  @Property(seed = "32", tries = 60)
  void step_classes_equalProbabilities(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    sameAnswers(
        scenario,
        scenario.mapSteps(
            step -> step.stream().map(b -> changed(scenario.spec(), b, false)).toList()));
  }

  @Property(seed = "33", tries = 60)
  void step_exampleWithoutLabels_changesNothingElse(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    AggregationSpec spec = Edits.withReduction(scenario.spec(), Reduction.SUM);
    Scenario masked =
        scenario.mapSteps(step -> step.stream().map(ObservationTest::firstUnlabelled).toList());
    Scenario shorter =
        scenario.mapSteps(
            step -> step.stream().map(b -> Edits.select(b, Edits.range(1, b.examples()))).toList());
    try (Maths one = Maths.product(spec);
        Maths other = Maths.product(spec)) {
      List<ReferenceStep> with = masked.play(one);
      List<ReferenceStep> without = shorter.play(other);
      for (int s = 0; s < with.size(); s++) {
        double[] direction = with.get(s).directions().get(0);
        int d = spec.featureDim();
        assertThat(Arrays.copyOf(direction, d)).containsOnly(0);
        Agreement.SINGLE.checkDirection(
            "step " + s,
            Arrays.copyOfRange(direction, d, direction.length),
            without.get(s).directions().get(0));
      }
    }
  }

  private static void sameAnswers(Scenario scenario, Scenario changed) {
    try (Maths one = Maths.product(scenario.spec());
        Maths other = Maths.product(scenario.spec())) {
      Agreement.SINGLE.check(scenario, changed.play(other), scenario.play(one));
    }
  }

  private static Batch firstUnlabelled(Batch batch) {
    byte[] mask = new byte[batch.examples()];
    Arrays.fill(mask, 1, mask.length, (byte) 1);
    return Edits.masked(batch, mask);
  }

  /** Every task's labels as output gradients, or as numbers. */
  private static Batch changed(AggregationSpec spec, Batch batch, boolean gradients) {
    Batch result = batch;
    for (int t = 0; t < spec.tasks().size(); t++) {
      TaskBatch part = batch.tasks().get(t);
      TaskSpec task = spec.tasks().get(t);
      float[] labels = numbers(task, part.observation());
      float[] values = labels.clone();
      double factor = task.likelihood() == LikelihoodKind.GAUSSIAN ? 2 : 1;
      double[] predictions = Predictions.of(task, batch, part.head());
      for (int k = 0; gradients && k < values.length; k++) {
        values[k] = (float) (factor * (predictions[k] - labels[k]));
      }
      Observation observation =
          gradients ? new Observation.OutputGradients(values) : new Observation.Dense(values);
      result = Edits.withTask(result, t, new TaskBatch(observation, null, part.head()));
    }
    return result;
  }

  private static float[] numbers(TaskSpec task, Observation observation) {
    if (observation instanceof Observation.Dense dense) {
      return dense.values();
    }
    int[] classes = ((Observation.Classes) observation).values();
    float[] oneHot = new float[classes.length * task.outputs()];
    for (int i = 0; i < classes.length; i++) {
      oneHot[i * task.outputs() + classes[i]] = 1;
    }
    return oneHot;
  }
}
