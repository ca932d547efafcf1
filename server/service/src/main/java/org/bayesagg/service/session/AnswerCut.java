package org.bayesagg.service.session;

import java.util.List;
import org.bayesagg.math.ShardResult;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;

/**
 * Cuts a step's result into answers: each worker gets its own shard and only what it asked for, so
 * that kept answers hold no more than they must.
 */
final class AnswerCut {
  private AnswerCut() {}

  /** What the step has to make, so that every contribution gets what it asked for. */
  static StepOutputs outputs(List<Contribution> contributions) {
    StepOutputs all = contributions.get(0).outputs();
    for (Contribution contribution : contributions) {
      StepOutputs one = contribution.outputs();
      all =
          new StepOutputs(
              all.direction() || one.direction(),
              all.weights() || one.weights(),
              all.gradientMoments() || one.gradientMoments(),
              all.weightShares() || one.weightShares(),
              all.posteriorMeans() || one.posteriorMeans());
    }
    return all;
  }

  static ShardResult shard(ShardResult shard, StepOutputs asked) {
    return new ShardResult(
        asked.direction() ? shard.direction() : null,
        asked.weights() ? shard.weights() : null,
        asked.weights() ? shard.weightsShape() : null,
        asked.gradientMoments() ? shard.gradientMean() : null,
        asked.gradientMoments() ? shard.gradientVariance() : null);
  }

  static StepResult step(StepResult step, ShardResult shard, StepOutputs asked) {
    return new StepResult(
        step.bayesian(),
        List.of(shard),
        asked.weightShares() ? step.weightShares() : null,
        step.meanGradientVariance(),
        asked.posteriorMeans() ? step.posteriorMeans() : null,
        step.runningLosses(),
        step.jitter(),
        step.nanos());
  }
}
