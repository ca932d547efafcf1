package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;

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

  /** Every array of every step. */
  void check(AggregationSpec spec, List<ReferenceStep> actual, List<ReferenceStep> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int s = 0; s < expected.size(); s++) {
      check(spec, "step " + s, actual.get(s), expected.get(s));
    }
  }

  private void check(
      AggregationSpec spec, String step, ReferenceStep actual, ReferenceStep expected) {
    assertThat(actual.bayesian()).as(step + " bayesian").isEqualTo(expected.bayesian());
    for (int t = 0; t < spec.tasks().size(); t++) {
      String task = step + " " + spec.tasks().get(t).name();
      close(task + " loss", actual.runningLosses()[t], expected.runningLosses()[t], state);
      if (expected.bayesian()) {
        close(task + " mean", actual.posteriorMeans()[t], expected.posteriorMeans()[t], state);
      }
    }
    for (int shard = 0; shard < expected.directions().size(); shard++) {
      String where = step + " shard " + shard;
      for (int t = 0; expected.bayesian() && t < spec.tasks().size(); t++) {
        boolean sampled =
            spec.tasks().get(t).likelihood() == LikelihoodKind.CATEGORICAL
                && spec.tasks().get(t).outputs() > 2;
        close(
            where + " gradient mean of task " + t,
            actual.means().get(shard)[t],
            expected.means().get(shard)[t],
            sampled ? sampledMean : moments);
        close(
            where + " gradient variance of task " + t,
            actual.variances().get(shard)[t],
            expected.variances().get(shard)[t],
            sampled ? sampledVariance : moments);
      }
      if (expected.weights().get(shard) != null) {
        close(
            where + " weights",
            actual.weights().get(shard),
            expected.weights().get(shard),
            direction);
      }
      close(
          where + " direction",
          actual.directions().get(shard),
          expected.directions().get(shard),
          direction);
    }
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
    if (expected == null) {
      assertThat(actual).as(what).isNull();
      return;
    }
    assertThat(Relative.error(actual, expected))
        .as("relative error of " + what)
        .isLessThanOrEqualTo(bound);
  }
}
