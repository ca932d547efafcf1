package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.scenario.Edits;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;
import org.junit.jupiter.api.Test;

/** The divisor of FIRST is the last sum of weights that warm-up had. */
public class FirstDivisorTest {
  private static final AggregationSpec SPEC =
      AggregationSpec.builder(2)
          .weightStatistic(WeightStatistic.GRADIENT)
          .weightGranularity(WeightGranularity.ROW)
          .weightNormalisation(WeightNormalisation.FIRST)
          .task(TaskSpec.builder("number", LikelihoodKind.GAUSSIAN))
          .build();

  @Test
  void step_afterWarmup_sameDivisorForEveryBatch() {
    try (Maths maths = Maths.product(SPEC)) {
      maths.step(List.of(batch(1)));
      maths.closeEpoch();
      // Gradients three times as large: nine times the statistic, whose weight is to the power of
      // -1.
      double[] weights = maths.step(List.of(batch(3))).weights().get(0);
      assertThat(Relative.error(weights, new double[] {1 / 9.0})).isLessThan(1e-6);
    }
  }

  @Test
  void step_lastOfWarmupWithoutLabels_divisorOfTheOneBefore() {
    try (Maths maths = Maths.product(SPEC)) {
      maths.step(List.of(batch(1)));
      maths.step(List.of(Edits.masked(batch(1), (byte) 0, (byte) 0)));
      maths.closeEpoch();
      double[] weights = maths.step(List.of(batch(3))).weights().get(0);
      assertThat(Relative.error(weights, new double[] {1 / 9.0})).isLessThan(1e-6);
    }
  }

  /** Two examples whose residuals are {@code residual}. */
  private static Batch batch(float residual) {
    float[] features = {1, 0, 0, 1};
    float[] head = {2, 2, 0};
    float[] labels = {2 - residual, 2 + residual};
    TaskBatch task = new TaskBatch(new Observation.Dense(labels), null, head);
    return new Batch(2, features, List.of(task), null);
  }
}
