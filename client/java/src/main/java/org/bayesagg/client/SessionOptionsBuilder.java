package org.bayesagg.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects a session's choices; what is not called stays unset. */
public final class SessionOptionsBuilder {
  private final int featureDim;
  private final List<TaskOptions> tasks = new ArrayList<>();
  private Preset preset;
  private GradientCentre gradientCentre;
  private Double expectationGain;
  private WeightStatistic weightStatistic;
  private VariancePooling variancePooling;
  private WeightGranularity weightGranularity;
  private WeightNormalisation weightNormalisation;
  private NoiseVariance noiseVariance;
  private PriorRefresh priorRefresh;
  private Integer warmupEpochs;
  private Reduction reduction;
  private Double varianceFloor;
  private Double lossDecay;
  private Integer refreshInterval;
  private SynchronousSteps synchronous;
  private Duration epochDeadline;
  private Integer maxExamplesPerStep;
  private Integer replayWindow;
  private Duration workerTimeout;

  SessionOptionsBuilder(int featureDim) {
    this.featureDim = featureDim;
  }

  /** Adds a task; at least one is needed. */
  public SessionOptionsBuilder task(TaskOptions task) {
    tasks.add(task);
    return this;
  }

  /** What fills in unset choices; unset: {@link Preset#ROBUST}. */
  public SessionOptionsBuilder preset(Preset value) {
    preset = value;
    return this;
  }

  /** The centre of the gradient moments. */
  public SessionOptionsBuilder gradientCentre(GradientCentre value) {
    gradientCentre = value;
    return this;
  }

  /** τ, at least 0: 1 is the expected gradient, 0 the plain one. */
  public SessionOptionsBuilder expectationGain(double value) {
    expectationGain = value;
    return this;
  }

  /** What weights are made from. */
  public SessionOptionsBuilder weightStatistic(WeightStatistic value) {
    weightStatistic = value;
    return this;
  }

  /** Pooling of variances over the batch. */
  public SessionOptionsBuilder variancePooling(VariancePooling value) {
    variancePooling = value;
    return this;
  }

  /** Weights for each dimension or each row. */
  public SessionOptionsBuilder weightGranularity(WeightGranularity value) {
    weightGranularity = value;
    return this;
  }

  /** What the weighted sum is divided by. */
  public SessionOptionsBuilder weightNormalisation(WeightNormalisation value) {
    weightNormalisation = value;
    return this;
  }

  /** Where the Gaussian noise variance comes from. */
  public SessionOptionsBuilder noiseVariance(NoiseVariance value) {
    noiseVariance = value;
    return this;
  }

  /** How the prior is kept. */
  public SessionOptionsBuilder priorRefresh(PriorRefresh value) {
    priorRefresh = value;
    return this;
  }

  /** Epochs before the posterior is used, at least 1. */
  public SessionOptionsBuilder warmupEpochs(int value) {
    warmupEpochs = value;
    return this;
  }

  /** What sums over examples are divided by. */
  public SessionOptionsBuilder reduction(Reduction value) {
    reduction = value;
    return this;
  }

  /** The least value of the weight statistic, above 0. */
  public SessionOptionsBuilder varianceFloor(double value) {
    varianceFloor = value;
    return this;
  }

  /** Decay of the running mean losses, in [0, 1). */
  public SessionOptionsBuilder lossDecay(double value) {
    lossDecay = value;
    return this;
  }

  /** Steps from one factorisation to the next, at least 1. */
  public SessionOptionsBuilder refreshInterval(int value) {
    refreshInterval = value;
    return this;
  }

  /** Makes steps wait for several workers. */
  public SessionOptionsBuilder synchronous(SynchronousSteps value) {
    synchronous = value;
    return this;
  }

  /** How long an epoch stays open after the first worker ended it. */
  public SessionOptionsBuilder epochDeadline(Duration value) {
    epochDeadline = value;
    return this;
  }

  /** The most examples of one step, all workers together; fixes the memory. */
  public SessionOptionsBuilder maxExamplesPerStep(int value) {
    maxExamplesPerStep = value;
    return this;
  }

  /** Answers kept for each worker, at least 1. */
  public SessionOptionsBuilder replayWindow(int value) {
    replayWindow = value;
    return this;
  }

  /** How long a worker may be silent before steps and epochs no longer wait for it. */
  public SessionOptionsBuilder workerTimeout(Duration value) {
    workerTimeout = value;
    return this;
  }

  /** Freezes the choices; the server checks them. */
  public SessionOptions build() {
    return new SessionOptions(
        featureDim,
        tasks,
        preset,
        gradientCentre,
        expectationGain,
        weightStatistic,
        variancePooling,
        weightGranularity,
        weightNormalisation,
        noiseVariance,
        priorRefresh,
        warmupEpochs,
        reduction,
        varianceFloor,
        lossDecay,
        refreshInterval,
        synchronous,
        epochDeadline,
        maxExamplesPerStep,
        replayWindow,
        workerTimeout);
  }
}
