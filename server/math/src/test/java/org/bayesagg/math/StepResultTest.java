package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.scenario.Edits;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;

/** What a step's result holds, and what a run says of itself. */
public class StepResultTest {

  @Property(seed = "61", tries = 40)
  void step_everythingAskedFor_summariesFitArrays(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    AggregationSpec spec = scenario.spec();
    try (Engine engine = TestEngines.create(1);
        Aggregator run = Aggregator.create(spec, engine)) {
      long labels = 0;
      for (int e = 0; e < scenario.epochs().size(); e++) {
        if (e > 0) {
          run.closeEpoch();
        }
        assertThat(run.hasPrior()).isEqualTo(e >= spec.warmupEpochs());
        for (List<Batch> step : scenario.epochs().get(e)) {
          double[][] before = losses(run);
          StepResult result = run.step(step, ProductStep.everything(spec));
          boolean late = result.bayesian() && spec.refreshInterval() > 1;
          assertThat(result.runningLosses()).isDeepEqualTo(late ? before : losses(run));
          labels += step.get(0).examples();
          assertThat(result.jitter()).isZero();
          assertThat(Arrays.stream(result.weightShares()).sum()).isCloseTo(1, within(1e-5));
          assertThat(Arrays.stream(result.weightShares()).min().orElseThrow()).isNotNegative();
          summaries(run, result, labels);
        }
      }
    }
  }

  private static double[][] losses(Aggregator run) {
    double[][] losses = new double[run.spec().tasks().size()][];
    Arrays.setAll(losses, run::runningLoss);
    return losses;
  }

  private static void summaries(Aggregator run, StepResult result, long labels) {
    ShardResult shard = result.shards().get(0);
    for (int t = 0; t < run.spec().tasks().size(); t++) {
      assertThat(run.evidenceCount(t)).isEqualTo(labels);
      if (result.bayesian()) {
        double[] variances = Relative.widened(shard.gradientVariance()[t]);
        double mean = Arrays.stream(variances).average().orElseThrow();
        assertThat(result.meanGradientVariance()[t]).isCloseTo(mean, within(1e-5 * mean));
      } else {
        assertThat(result.meanGradientVariance()[t]).isNaN();
      }
    }
    if (shard.weights() != null) {
      int entries = shard.weightsShape().stream().reduce(1, (a, b) -> a * b);
      assertThat(shard.weights()).hasSize(entries);
    }
  }

  @Property(seed = "62", tries = 20)
  void step_nothingAskedFor_nothingButTheCount(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    StepOutputs nothing = new StepOutputs(false, false, false, false, false);
    try (Engine engine = TestEngines.create(1);
        Aggregator run = Aggregator.create(scenario.spec(), engine);
        Aggregator twin = Aggregator.create(scenario.spec(), engine)) {
      for (int e = 0; e < scenario.epochs().size(); e++) {
        if (e > 0) {
          run.closeEpoch();
          twin.closeEpoch();
        }
        for (List<Batch> step : scenario.epochs().get(e)) {
          StepResult result = run.step(step, nothing);
          twin.step(step, ProductStep.everything(scenario.spec()));
          assertThat(result.weightShares()).isNull();
          assertThat(result.posteriorMeans()).isNull();
          ShardResult shard = result.shards().get(0);
          assertThat(shard.direction()).isNull();
          assertThat(shard.weights()).isNull();
          assertThat(shard.gradientMean()).isNull();
          assertThat(shard.gradientVariance()).isNull();
        }
      }
      StepIdentity.sameState(run, twin);
    }
  }

  @Property(seed = "63", tries = 5)
  void step_weightsOfEveryDimensionAndExample_refused(
      @ForAll(supplier = Scenarios.Plain.class) Scenario scenario) {
    AggregationSpec paper = Edits.paper(scenario.spec().featureDim(), scenario.spec().tasks());
    List<Batch> step = scenario.epochs().get(0).get(0);
    try (Engine engine = TestEngines.create(1);
        Aggregator run = Aggregator.create(paper, engine)) {
      assertThatThrownBy(() -> run.step(step, ProductStep.EVERYTHING))
          .isInstanceOf(InvalidBatchException.class)
          .hasMessageContaining("weights");
      assertThatThrownBy(() -> run.step(List.of(), StepOutputs.DIRECTION))
          .isInstanceOf(InvalidBatchException.class);
      IntStream.range(0, paper.tasks().size())
          .forEach(
              t -> {
                assertThat(run.evidenceCount(t)).isZero();
                assertThat(run.runningLoss(t)).isEmpty();
                assertThatThrownBy(() -> run.posterior(t, false, false))
                    .isInstanceOf(NoPriorException.class);
                assertThatThrownBy(() -> run.predict(t, step.get(0).features(), 1))
                    .isInstanceOf(NoPriorException.class);
              });
    }
  }
}
