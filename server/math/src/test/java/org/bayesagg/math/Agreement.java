package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;

/**
 * Bounds on errors relative to the largest value of an array.
 *
 * @param state posteriors and running losses
 * @param moments gradient moments that need no sampling
 * @param sampledMean means of categorical tasks of three classes or more
 * @param sampledVariance their variances
 * @param direction directions and weights
 */
record Agreement(
    double state, double moments, double sampledMean, double sampledVariance, double direction) {

  /** Bounds for single precision results of computations that need no sampling. */
  static final Agreement SINGLE = new Agreement(1e-5, 2e-5, 2e-5, 2e-5, 5e-5);

  /** Every array of every step. */
  void check(Scenario scenario, List<ReferenceStep> actual, List<ReferenceStep> expected) {
    List<List<Batch>> steps = scenario.epochs().stream().flatMap(List::stream).toList();
    assertThat(actual).hasSameSizeAs(expected);
    for (int s = 0; s < expected.size(); s++) {
      check(scenario, "step " + s, steps.get(s), actual.get(s), expected.get(s));
    }
  }

  private void check(
      Scenario scenario,
      String step,
      List<Batch> shards,
      ReferenceStep actual,
      ReferenceStep expected) {
    List<TaskSpec> tasks = scenario.spec().tasks();
    assertThat(actual.bayesian()).as(step + " bayesian").isEqualTo(expected.bayesian());
    for (int t = 0; t < tasks.size(); t++) {
      String task = step + " " + tasks.get(t).name();
      checkState(task + " loss", actual.runningLosses()[t], expected.runningLosses()[t]);
      if (expected.bayesian()) {
        checkState(task + " mean", actual.posteriorMeans()[t], expected.posteriorMeans()[t]);
      }
      if (expected.bayesian()) {
        checkMoments(task, tasks.get(t), t, shards, actual, expected);
      }
    }
    for (int s = 0; s < shards.size(); s++) {
      if (expected.weights().get(s) != null) {
        String shard = step + " shard " + s;
        close(shard + " weights", actual.weights().get(s), expected.weights().get(s), direction);
      }
    }
    // Together: a shard of one example that fits has a direction of little else than rounding.
    checkDirection(step, joined(actual.directions()), joined(expected.directions()));
  }

  private static double[] joined(List<double[]> shards) {
    return shards.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** Moments of all shards together, for the same reason. */
  private void checkMoments(
      String where,
      TaskSpec task,
      int t,
      List<Batch> shards,
      ReferenceStep actual,
      ReferenceStep expected) {
    boolean sampled = task.likelihood() == LikelihoodKind.CATEGORICAL && task.outputs() > 2;
    double[] variance = known(shards, t, expected.variances());
    double[] mean = known(shards, t, expected.means());
    // Where gradients cancel, their rounding is that of the terms: of the size of a deviation.
    double deviation = 0.01 * Math.sqrt(Arrays.stream(variance).max().orElse(0));
    assertThat(Relative.error(known(shards, t, actual.means()), mean, deviation))
        .as("relative error of " + where + " gradient mean")
        .isLessThanOrEqualTo(sampled ? sampledMean : moments);
    assertThat(Relative.error(known(shards, t, actual.variances()), variance))
        .as("relative error of " + where + " gradient variance")
        .isLessThanOrEqualTo(sampled ? sampledVariance : moments);
  }

  /**
   * All shards' values, 0 at examples that came with no label at all: any moments will do there.
   */
  private static double[] known(List<Batch> shards, int t, List<double[][]> values) {
    List<double[]> known = new ArrayList<>();
    for (int s = 0; s < shards.size(); s++) {
      boolean covered = shards.get(s).tasks().get(t) != null;
      assertThat(values.get(s)[t] != null).as("moments of shard " + s).isEqualTo(covered);
      if (covered) {
        known.add(known(shards.get(s), t, values.get(s)[t]));
      }
    }
    return joined(known);
  }

  private static double[] known(Batch batch, int task, double[] values) {
    double[] known = values.clone();
    Observation observation = batch.tasks().get(task).observation();
    int width = values.length / batch.examples();
    for (int i = 0; i < batch.examples(); i++) {
      if (missing(observation, i, batch.examples())) {
        Arrays.fill(known, i * width, (i + 1) * width, 0);
      }
    }
    return known;
  }

  private static boolean missing(Observation observation, int i, int n) {
    if (observation instanceof Observation.Dense dense) {
      return Float.isNaN(dense.values()[i * (dense.values().length / n)]);
    }
    return observation instanceof Observation.OutputGradients gradients
        && Float.isNaN(gradients.values()[i * (gradients.values().length / n)]);
  }

  /** One direction. */
  void checkDirection(String what, double[] actual, double[] expected) {
    close(what + " direction", actual, expected, direction);
  }

  /** One array of the state. */
  void checkState(String what, double[] actual, double[] expected) {
    close(what, actual, expected, state);
  }

  private static void close(String what, double[] actual, double[] expected, double bound) {
    assertThat(Relative.error(actual, expected))
        .as("relative error of " + what)
        .isLessThanOrEqualTo(bound);
  }
}
