package org.bayesagg.client;

import com.google.protobuf.Duration;
import org.bayesagg.v1.ExactEpoch;
import org.bayesagg.v1.Forgetting;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.StreamingEpoch;
import org.bayesagg.v1.Task;
import org.bayesagg.v1.WorkerMode;

/** A session's choices to the message; what is unset stays unset. */
final class ConfigEncoder {
  private ConfigEncoder() {}

  static SessionConfig encode(SessionOptions options) {
    SessionConfig.Builder config =
        SessionConfig.newBuilder()
            .setFeatureDim(options.featureDim())
            .setPreset(wire(org.bayesagg.v1.Preset.class, "PRESET_", options.preset()))
            .setGradientCentre(
                wire(
                    org.bayesagg.v1.GradientCentre.class,
                    "GRADIENT_CENTRE_",
                    options.gradientCentre()))
            .setWeightStatistic(
                wire(
                    org.bayesagg.v1.WeightStatistic.class,
                    "WEIGHT_STATISTIC_",
                    options.weightStatistic()))
            .setVariancePooling(
                wire(
                    org.bayesagg.v1.VariancePooling.class,
                    "VARIANCE_POOLING_",
                    options.variancePooling()))
            .setWeightGranularity(
                wire(
                    org.bayesagg.v1.WeightGranularity.class,
                    "WEIGHT_GRANULARITY_",
                    options.weightGranularity()))
            .setWeightNormalisation(
                wire(
                    org.bayesagg.v1.WeightNormalisation.class,
                    "WEIGHT_NORMALISATION_",
                    options.weightNormalisation()))
            .setNoiseVariance(
                wire(
                    org.bayesagg.v1.NoiseVariance.class,
                    "NOISE_VARIANCE_",
                    options.noiseVariance()))
            .setReduction(wire(org.bayesagg.v1.Reduction.class, "REDUCTION_", options.reduction()));
    options.tasks().forEach(task -> config.addTasks(encode(task)));
    numbers(config, options);
    prior(config, options.priorRefresh());
    synchronous(config, options.synchronous());
    return config.build();
  }

  static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  private static Task encode(TaskOptions options) {
    Task.Builder task =
        Task.newBuilder()
            .setName(options.name())
            .setLikelihood(
                wire(org.bayesagg.v1.Likelihood.class, "LIKELIHOOD_", options.likelihood()))
            .setOutputs(options.outputs())
            .setPrecisionStructure(
                wire(
                    org.bayesagg.v1.PrecisionStructure.class,
                    "PRECISION_STRUCTURE_",
                    options.structure()));
    if (options.bias() != null) {
      task.setBias(options.bias());
    }
    if (options.priorVariance() != null) {
      task.setPriorVariance(options.priorVariance());
    }
    if (options.noiseVariance() != null) {
      task.setNoiseVariance(options.noiseVariance());
    }
    if (options.uncertaintyExponent() != null) {
      task.setUncertaintyExponent(options.uncertaintyExponent());
    }
    return task.build();
  }

  private static void numbers(SessionConfig.Builder config, SessionOptions options) {
    if (options.expectationGain() != null) {
      config.setExpectationGain(options.expectationGain());
    }
    if (options.warmupEpochs() != null) {
      config.setWarmupEpochs(options.warmupEpochs());
    }
    if (options.varianceFloor() != null) {
      config.setVarianceFloor(options.varianceFloor());
    }
    if (options.lossDecay() != null) {
      config.setLossDecay(options.lossDecay());
    }
    if (options.refreshInterval() != null) {
      config.setRefreshInterval(options.refreshInterval());
    }
    if (options.epochDeadline() != null) {
      config.setEpochDeadline(duration(options.epochDeadline()));
    }
    if (options.maxExamplesPerStep() != null) {
      config.setMaxExamplesPerStep(options.maxExamplesPerStep());
    }
    if (options.workerTimeout() != null) {
      config.setWorkerTimeout(duration(options.workerTimeout()));
    }
    if (options.replayWindow() != null) {
      config.setReplayWindow(options.replayWindow());
    }
  }

  private static void prior(SessionConfig.Builder config, PriorRefresh refresh) {
    if (refresh instanceof PriorRefresh.StreamingEpoch) {
      config.setStreamingEpoch(StreamingEpoch.getDefaultInstance());
    } else if (refresh instanceof PriorRefresh.ExactEpoch exact) {
      config.setExactEpoch(ExactEpoch.newBuilder().setMaxExamples(exact.maxExamples()));
    } else if (refresh instanceof PriorRefresh.Forgetting forgetting) {
      config.setForgetting(Forgetting.newBuilder().setFactor(forgetting.factor()));
    }
  }

  private static void synchronous(SessionConfig.Builder config, SynchronousSteps steps) {
    if (steps == null) {
      return;
    }
    config.setWorkerMode(WorkerMode.WORKER_MODE_SYNCHRONOUS);
    config.getSynchronousBuilder().setWorkers(steps.workers());
    if (steps.quorum() != null) {
      config.getSynchronousBuilder().setQuorum(steps.quorum());
    }
    if (steps.stepDeadline() != null) {
      config.getSynchronousBuilder().setStepDeadline(duration(steps.stepDeadline()));
    }
  }

  /** The contract's enum constants are ours with a prefix; null is unspecified. */
  private static <E extends Enum<E>> E wire(Class<E> type, String prefix, Enum<?> value) {
    return Enum.valueOf(type, prefix + (value == null ? "UNSPECIFIED" : value.name()));
  }
}
