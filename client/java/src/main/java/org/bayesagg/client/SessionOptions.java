package org.bayesagg.client;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Everything that decides a session's answers. Null where unset: the server fills it in (most of it
 * from the preset) and {@link SessionInfo#options} then has every field. Made by {@link #builder}.
 *
 * @param featureDim d, the width of the features that all tasks share
 * @param tasks at least one, in the order of the rows
 * @param preset fills in what is unset; default {@link Preset#ROBUST}
 * @param gradientCentre the centre of the gradient moments
 * @param expectationGain τ: gradient = g(centre) + τ (E[g] − g(centre)), at least 0
 * @param weightStatistic what weights are made from
 * @param variancePooling pooling over the batch
 * @param weightGranularity weights for each dimension or each row
 * @param weightNormalisation what the weighted sum is divided by
 * @param noiseVariance where the Gaussian noise variance comes from
 * @param priorRefresh how the prior is kept
 * @param warmupEpochs epochs before the posterior is used, at least 1; default 1
 * @param reduction what sums over examples are divided by; default MEAN_LOCAL
 * @param varianceFloor the least value of the weight statistic; default 1e-8
 * @param lossDecay decay of the running mean losses, in [0, 1); default 0.95
 * @param refreshInterval steps from one factorisation to the next; default 1
 * @param synchronous how steps wait for several workers; null: every contribution is its own step
 * @param epochDeadline how long an epoch stays open after the first worker ended it; default 10 min
 * @param maxExamplesPerStep the most examples of one step: fixes the memory; default 8192
 * @param replayWindow answers kept for each worker; default 4
 * @param workerTimeout how long a worker may be silent before nobody waits for it; default: until
 *     the deadlines
 */
public record SessionOptions(
    int featureDim,
    List<TaskOptions> tasks,
    Preset preset,
    GradientCentre gradientCentre,
    Double expectationGain,
    WeightStatistic weightStatistic,
    VariancePooling variancePooling,
    WeightGranularity weightGranularity,
    WeightNormalisation weightNormalisation,
    NoiseVariance noiseVariance,
    PriorRefresh priorRefresh,
    Integer warmupEpochs,
    Reduction reduction,
    Double varianceFloor,
    Double lossDecay,
    Integer refreshInterval,
    SynchronousSteps synchronous,
    Duration epochDeadline,
    Integer maxExamplesPerStep,
    Integer replayWindow,
    Duration workerTimeout) {

  /** Copies the tasks. */
  public SessionOptions {
    tasks = List.copyOf(tasks);
  }

  /** Starts with features of width {@code featureDim} and everything else unset. */
  public static SessionOptionsBuilder builder(int featureDim) {
    return new SessionOptionsBuilder(featureDim);
  }

  /** The task of this name. */
  public TaskOptions task(String name) {
    Objects.requireNonNull(name, "name");
    return tasks.stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no task \"" + name + "\"; the session has " + taskNames()));
  }

  /** Rows of gradients over all tasks. */
  public int rows() {
    return tasks.stream().mapToInt(TaskOptions::rows).sum();
  }

  private List<String> taskNames() {
    return tasks.stream().map(TaskOptions::name).toList();
  }
}
