package org.bayesagg.math;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.scenario.Edits;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.TaskSpec;

/** No order of shards, examples or tasks changes an answer beyond rounding. */
public class OrderTest {

  @Property(seed = "1", tries = 60)
  void step_shardsReversed_answersReversed(
      @ForAll(supplier = Scenarios.Sharded.class) Scenario scenario) {
    Scenario reversed = scenario.mapSteps(OrderTest::reversed);
    compare(
        scenario,
        reversed,
        answer ->
            new ReferenceStep(
                answer.bayesian(),
                reversed(answer.directions()),
                reversed(answer.weights()),
                reversed(answer.means()),
                reversed(answer.variances()),
                answer.posteriorMeans(),
                answer.runningLosses()));
  }

  @Property(seed = "2", tries = 60)
  void step_examplesReversed_answersReversed(
      @ForAll(supplier = Scenarios.Sharded.class) Scenario scenario) {
    Scenario reversed =
        scenario.mapSteps(
            step -> step.stream().map(b -> Edits.select(b, backwards(b.examples()))).toList());
    AggregationSpec spec = scenario.spec();
    compare(
        scenario,
        reversed,
        answer ->
            new ReferenceStep(
                answer.bayesian(),
                answer.directions().stream().map(d -> rows(d, spec.featureDim())).toList(),
                perExampleWeights(spec, answer),
                perExample(answer.means(), spec),
                perExample(answer.variances(), spec),
                answer.posteriorMeans(),
                answer.runningLosses()));
  }

  @Property(seed = "3", tries = 60)
  void step_tasksReversed_sameDirection(
      @ForAll(supplier = Scenarios.Sharded.class) Scenario scenario) {
    int[] order = backwards(scenario.spec().tasks().size());
    List<TaskSpec> tasks = reversed(scenario.spec().tasks());
    Scenario permuted =
        new Scenario(
            Edits.withTasks(scenario.spec(), tasks),
            scenario
                .mapSteps(step -> step.stream().map(b -> Edits.withTaskOrder(b, order)).toList())
                .epochs(),
            scenario.shape());
    try (Maths straight = Maths.product(scenario.spec());
        Maths changed = Maths.product(permuted.spec())) {
      List<ReferenceStep> expected = scenario.play(straight);
      List<ReferenceStep> actual = permuted.play(changed);
      for (int s = 0; s < expected.size(); s++) {
        for (int shard = 0; shard < expected.get(s).directions().size(); shard++) {
          Agreement.SINGLE.checkDirection(
              "step " + s,
              actual.get(s).directions().get(shard),
              expected.get(s).directions().get(shard));
        }
      }
    }
  }

  /** Compares {@code changed}, its answers put back in place, with the scenario. */
  private static void compare(
      Scenario scenario, Scenario changed, UnaryOperator<ReferenceStep> back) {
    try (Maths straight = Maths.product(scenario.spec());
        Maths other = Maths.product(scenario.spec())) {
      List<ReferenceStep> actual = changed.play(other).stream().map(back).toList();
      Agreement.SINGLE.check(scenario, actual, scenario.play(straight));
    }
  }

  private static List<double[]> perExampleWeights(AggregationSpec spec, ReferenceStep answer) {
    List<double[]> weights = new ArrayList<>();
    for (int s = 0; s < answer.weights().size(); s++) {
      double[] own = answer.weights().get(s);
      int n = answer.directions().get(s).length / spec.featureDim();
      boolean perExample = Scenario.weightsPerExample(spec) && answer.bayesian() && own != null;
      weights.add(perExample ? rows(own, own.length / n) : own);
    }
    return weights;
  }

  private static List<double[][]> perExample(List<double[][]> shards, AggregationSpec spec) {
    List<double[][]> result = new ArrayList<>();
    for (double[][] tasks : shards) {
      double[][] reversed = new double[tasks.length][];
      for (int t = 0; t < tasks.length; t++) {
        int width = spec.tasks().get(t).rows() * spec.featureDim();
        reversed[t] = tasks[t] == null ? null : rows(tasks[t], width);
      }
      result.add(reversed);
    }
    return result;
  }

  /** The rows of {@code width} backwards. */
  private static double[] rows(double[] values, int width) {
    double[] result = new double[values.length];
    for (int at = 0; at < values.length; at += width) {
      System.arraycopy(values, at, result, values.length - width - at, width);
    }
    return result;
  }

  private static int[] backwards(int n) {
    return IntStream.range(0, n).map(i -> n - 1 - i).toArray();
  }

  private static <T> List<T> reversed(List<T> list) {
    List<T> result = new ArrayList<>(list);
    Collections.reverse(result);
    return result;
  }
}
