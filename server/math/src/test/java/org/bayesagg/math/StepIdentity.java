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
      if (expected.hasPrior()) {
        PosteriorView one = actual.posterior(t, true, true);
        PosteriorView other = expected.posterior(t, true, true);
        assertThat(one.mean()).isEqualTo(other.mean());
        assertThat(one.precision()).isEqualTo(other.precision());
        assertThat(one.covariance()).isEqualTo(other.covariance());
      }
    }
  }

  static void sameAnswer(StepResult actual, StepResult expected) {
    assertThat(actual).usingRecursiveComparison().ignoringFields("nanos").isEqualTo(expected);
  }
}
