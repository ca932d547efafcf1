package org.bayesagg.math.spec;

import java.util.List;

/**
 * Everything that decides the answers of one training run; complete and checked. Made by {@link
 * #builder}.
 *
 * @param featureDim d
 * @param tasks at least one, in the order of the rows
 * @param preset what filled in the unset choices
 * @param gradientCentre centre of the gradient moments
 * @param expectationGain τ: gradient = g(centre) + τ (E[g] − g(centre))
 * @param weightStatistic what weights are made from
 * @param variancePooling pooling of variances over the batch
 * @param weightGranularity weights by dimension or by row
 * @param weightNormalisation divisor of the weighted sum
 * @param noiseFromLoss whether Gaussian noise variances are the rows' running losses
 * @param priorRefresh how the prior is kept
 * @param warmupEpochs epochs before the posterior is used
 * @param reduction divisor of the sum over examples
 * @param varianceFloor least value of the weight statistic
 * @param lossDecay decay of the running mean losses
 * @param refreshInterval steps from one factorisation to the next
 */
public record AggregationSpec(
    int featureDim,
    List<TaskSpec> tasks,
    Preset preset,
    GradientCentre gradientCentre,
    double expectationGain,
    WeightStatistic weightStatistic,
    VariancePooling variancePooling,
    WeightGranularity weightGranularity,
    WeightNormalisation weightNormalisation,
    boolean noiseFromLoss,
    PriorRefresh priorRefresh,
    int warmupEpochs,
    Reduction reduction,
    double varianceFloor,
    double lossDecay,
    int refreshInterval) {

  /** Checks that the choices make sense together. */
  public AggregationSpec {
    tasks = List.copyOf(tasks);
  }

  /** Starts a specification for features of width {@code featureDim}. */
  public static AggregationSpecBuilder builder(int featureDim) {
    return new AggregationSpecBuilder(featureDim);
  }

  /** Rows of gradients over all tasks. */
  public int rows() {
    return tasks.stream().mapToInt(TaskSpec::rows).sum();
  }

  /** The first row of a task among all rows. */
  public int firstRow(int task) {
    return tasks.subList(0, task).stream().mapToInt(TaskSpec::rows).sum();
  }

  /** Whether weights count from the first step: those from losses or gradients do. */
  public boolean weightsInWarmup() {
    return weightStatistic != WeightStatistic.VARIANCE;
  }

  /** Whether evidence decays with every step. */
  public boolean forgetting() {
    return priorRefresh instanceof PriorRefresh.Forgetting;
  }
}
