package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bayesagg.math.batch.Batch;

/** Asserts that two runs are in the same state, to the last bit, and answer the next step alike. */
final class StepIdentity {
  private StepIdentity() {}

  static void same(Aggregator actual, Aggregator expected, List<Batch> next) {
    sameState(actual, expected);
    StepOutputs outputs = ProductStep.everything(actual.spec());
    sameAnswer(actual.step(next, outputs), expected.step(next, outputs));
    sameState(actual, expected);
  }

  static void sameState(Aggregator actual, Aggregator expected) {
    assertThat(actual.hasPrior()).isEqualTo(expected.hasPrior());
    for (int t = 0; t < actual.spec().tasks().size(); t++) {
      assertThat(actual.evidenceCount(t)).isEqualTo(expected.evidenceCount(t));
      assertThat(actual.runningLoss(t)).isEqualTo(expected.runningLoss(t));
      if (expected.hasPrior() && !awaitsHead(expected)) {
        PosteriorView one = actual.posterior(t, true, true);
        PosteriorView other = expected.posterior(t, true, true);
        assertThat(one.mean()).isEqualTo(other.mean());
        assertThat(one.precision()).isEqualTo(other.precision());
        assertThat(one.covariance()).isEqualTo(other.covariance());
      }
    }
  }

  /** Whether a stored epoch still waits for the heads at which it is evaluated. */
  private static boolean awaitsHead(Aggregator run) {
    try {
      run.posterior(0, false, false);
      return false;
    } catch (NoPriorException e) {
      return true;
    }
  }

  static void sameAnswer(StepResult actual, StepResult expected) {
    assertThat(actual.bayesian()).isEqualTo(expected.bayesian());
    assertThat(actual.weightShares()).isEqualTo(expected.weightShares());
    assertThat(actual.meanGradientVariance()).isEqualTo(expected.meanGradientVariance());
    assertThat(actual.posteriorMeans()).isDeepEqualTo(expected.posteriorMeans());
    assertThat(actual.runningLosses()).isDeepEqualTo(expected.runningLosses());
    assertThat(actual.jitter()).isEqualTo(expected.jitter());
    assertThat(actual.shards()).hasSameSizeAs(expected.shards());
    for (int s = 0; s < expected.shards().size(); s++) {
      ShardResult one = actual.shards().get(s);
      ShardResult other = expected.shards().get(s);
      assertThat(one.direction()).isEqualTo(other.direction());
      assertThat(one.weights()).isEqualTo(other.weights());
      assertThat(one.weightsShape()).isEqualTo(other.weightsShape());
      assertThat(one.gradientMean()).isDeepEqualTo(other.gradientMean());
      assertThat(one.gradientVariance()).isDeepEqualTo(other.gradientVariance());
    }
  }
}
