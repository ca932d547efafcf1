package org.bayesagg.math;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.scenario.Edits;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.TaskSpec;

/** What weights become at the ends of their range. */
public class LimitsTest {

  @Property(seed = "11", tries = 60)
  void step_exponentNearZero_meanOfRows(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    List<TaskSpec> tasks =
        scenario.spec().tasks().stream().map(t -> Edits.withExponent(t, 1e-7)).toList();
    AggregationSpec spec = Edits.paper(scenario.spec().featureDim(), tasks);
    ReferenceStep answer = secondEpoch(spec, scenario, null);
    double[] mean = new double[answer.directions().get(0).length];
    int d = spec.featureDim();
    for (int t = 0; t < tasks.size(); t++) {
      int rows = tasks.get(t).rows();
      double[] gradient = answer.means().get(0)[t];
      for (int k = 0; k < gradient.length; k++) {
        mean[k / (rows * d) * d + k % d] += gradient[k] / spec.rows();
      }
    }
    Agreement.SINGLE.checkDirection("mean of rows", answer.directions().get(0), mean);
  }

  @Property(seed = "12", tries = 60)
  void step_hugeVariance_dropsRow(@ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    int d = scenario.spec().featureDim();
    List<TaskSpec> tasks =
        scenario.spec().tasks().stream().map(t -> Edits.withExponent(t, 2)).toList();
    List<TaskSpec> more = new ArrayList<>(tasks);
    more.add(
        new TaskSpec("noisy", LikelihoodKind.GAUSSIAN, 1, false, 1, 1, 2, PrecisionStructure.FULL));
    ReferenceStep without = secondEpoch(Edits.paper(d, tasks), scenario, null);
    ReferenceStep with = secondEpoch(Edits.paper(d, more), scenario, LimitsTest::noisy);
    Agreement.SINGLE.checkDirection(
        "row dropped", with.directions().get(0), without.directions().get(0));
  }

  @Property(seed = "13", tries = 60)
  void step_taskWithoutLabels_dropsRows(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    int d = scenario.spec().featureDim();
    List<TaskSpec> tasks = scenario.spec().tasks();
    List<TaskSpec> more = new ArrayList<>(tasks);
    more.add(
        new TaskSpec("unseen", LikelihoodKind.GAUSSIAN, 2, true, 1, 1, 1, PrecisionStructure.FULL));
    ReferenceStep without = secondEpoch(Edits.paper(d, tasks), scenario, null);
    ReferenceStep with = secondEpoch(Edits.paper(d, more), scenario, LimitsTest::unlabelled);
    Agreement.SINGLE.checkDirection(
        "rows dropped", with.directions().get(0), without.directions().get(0));
  }

  /** The makers of a further task's part. */
  private interface Further {
    TaskBatch of(Batch batch);
  }

  /** Labels so far off that nothing about their gradients is certain. */
  private static TaskBatch noisy(Batch batch) {
    float[] labels = new float[batch.examples()];
    Arrays.fill(labels, 1e6f);
    float[] head = new float[batch.features().length / batch.examples() + 1];
    return new TaskBatch(new Observation.Dense(labels), null, head);
  }

  private static TaskBatch unlabelled(Batch batch) {
    int n = batch.examples();
    float[] head = new float[2 * (batch.features().length / n + 1)];
    Arrays.fill(head, 0.3f);
    return new TaskBatch(new Observation.Dense(new float[2 * n]), new byte[n], head);
  }

  /** The answer to the second batch, the first being the epoch before. */
  private static ReferenceStep secondEpoch(
      AggregationSpec spec, Scenario scenario, Further further) {
    Batch first = scenario.epochs().get(0).get(0).get(0);
    Batch second = scenario.epochs().get(0).get(1).get(0);
    try (Maths maths = Maths.product(spec)) {
      maths.step(List.of(extended(first, further)));
      maths.closeEpoch();
      return maths.step(List.of(extended(second, further)));
    }
  }

  private static Batch extended(Batch batch, Further further) {
    List<TaskBatch> tasks = new ArrayList<>(batch.tasks());
    if (further != null) {
      tasks.add(further.of(batch));
    }
    return new Batch(batch.examples(), batch.features(), tasks, null);
  }
}
