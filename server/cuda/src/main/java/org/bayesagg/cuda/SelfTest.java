package org.bayesagg.cuda;

import java.util.List;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.Engine;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;

/**
 * A step whose answer is known in closed form: one feature, one example, a Gaussian row under the
 * prior N(0, γ) with noise ν about the head w. Σ = 1/(1/γ + x²/ν + x²/ν) after two equal examples,
 * and E[g] = 2 (Σx + w (wx − y)), which with one row is the direction.
 */
final class SelfTest {
  private static final double PRIOR_VARIANCE = 0.5;
  private static final double NOISE_VARIANCE = 0.25;
  private static final float FEATURE = 1.5f;
  private static final float LABEL = 0.75f;
  private static final float HEAD = -0.5f;
  private static final double BOUND = 1e-5;

  /** What is wrong; empty where nothing is. */
  String run(Engine engine) {
    try (Aggregator run = Aggregator.create(spec(), engine)) {
      Batch batch = batch();
      run.step(List.of(batch), StepOutputs.DIRECTION);
      run.closeEpoch();
      float actual = run.step(List.of(batch), StepOutputs.DIRECTION).shards().get(0).direction()[0];
      double expected = expected();
      double error = Math.abs(actual - expected) / Math.abs(expected);
      return error <= BOUND
          ? ""
          : "a direction of " + actual + " where it is known to be " + expected;
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static double expected() {
    double precision = 1 / PRIOR_VARIANCE + 2 * FEATURE * FEATURE / NOISE_VARIANCE;
    double residual = HEAD * FEATURE - LABEL;
    return 2 * (FEATURE / precision + HEAD * residual);
  }

  private static AggregationSpec spec() {
    return AggregationSpec.builder(1)
        .gradientCentre(GradientCentre.HEAD)
        .expectationGain(1.0)
        .weightStatistic(WeightStatistic.VARIANCE)
        .variancePooling(VariancePooling.EXAMPLE)
        .weightGranularity(WeightGranularity.DIMENSION)
        .weightNormalisation(WeightNormalisation.SUM)
        .noiseFromLoss(false)
        .priorRefresh(new PriorRefresh.StreamingEpoch())
        .task(
            TaskSpec.builder("known", LikelihoodKind.GAUSSIAN)
                .priorVariance(PRIOR_VARIANCE)
                .noiseVariance(NOISE_VARIANCE))
        .build();
  }

  private static Batch batch() {
    TaskBatch task =
        new TaskBatch(new Observation.Dense(new float[] {LABEL}), null, new float[] {HEAD, 0});
    return new Batch(1, new float[] {FEATURE}, List.of(task), null);
  }
}
