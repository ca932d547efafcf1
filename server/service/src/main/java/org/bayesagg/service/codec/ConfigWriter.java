package org.bayesagg.service.codec;

import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.v1.ExactEpoch;
import org.bayesagg.v1.Forgetting;
import org.bayesagg.v1.NoiseVariance;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.StreamingEpoch;
import org.bayesagg.v1.SynchronousSteps;
import org.bayesagg.v1.Task;
import org.bayesagg.v1.WorkerMode;

/**
 * Turns settings into a configuration with every field filled in that applies to them. A session
 * created from it has the same settings again.
 */
public final class ConfigWriter {
  private ConfigWriter() {}

  /** The configuration. */
  public static SessionConfig write(SessionSettings settings) {
    AggregationSpec spec = settings.spec();
    SessionConfig.Builder config =
        SessionConfig.newBuilder()
            .setFeatureDim(spec.featureDim())
            .setPreset(EnumMapping.PRESET.write(spec.preset()))
            .setGradientCentre(EnumMapping.CENTRE.write(spec.gradientCentre()))
            .setExpectationGain(spec.expectationGain())
            .setWeightStatistic(EnumMapping.STATISTIC.write(spec.weightStatistic()))
            .setVariancePooling(EnumMapping.POOLING.write(spec.variancePooling()))
            .setWeightGranularity(EnumMapping.GRANULARITY.write(spec.weightGranularity()))
            .setWeightNormalisation(EnumMapping.NORMALISATION.write(spec.weightNormalisation()))
            .setNoiseVariance(
                spec.noiseFromLoss()
                    ? NoiseVariance.NOISE_VARIANCE_FROM_LOSS
                    : NoiseVariance.NOISE_VARIANCE_STATED)
            .setWarmupEpochs(spec.warmupEpochs())
            .setReduction(EnumMapping.REDUCTION.write(spec.reduction()))
            .setVarianceFloor(spec.varianceFloor())
            .setLossDecay(spec.lossDecay())
            .setRefreshInterval(spec.refreshInterval())
            .setEpochDeadline(Durations.of(settings.epochDeadline()))
            .setMaxExamplesPerStep(settings.maxExamplesPerStep())
            .setReplayWindow(settings.replayWindow());
    if (settings.workerTimeout() != null) {
      config.setWorkerTimeout(Durations.of(settings.workerTimeout()));
    }
    spec.tasks().forEach(task -> config.addTasks(task(task, spec.noiseFromLoss())));
    writePrior(spec.priorRefresh(), config);
    writeWorkers(settings.synchronous(), config);
    return config.build();
  }

  private static Task task(TaskSpec task, boolean noiseFromLoss) {
    Task.Builder message =
        Task.newBuilder()
            .setName(task.name())
            .setLikelihood(EnumMapping.LIKELIHOOD.write(task.likelihood()))
            .setOutputs(task.outputs())
            .setBias(task.bias())
            .setPriorVariance(task.priorVariance())
            .setUncertaintyExponent(task.uncertaintyExponent())
            .setPrecisionStructure(EnumMapping.STRUCTURE.write(task.structure()));
    // Elsewhere a noise variance means nothing and would be refused.
    if (task.likelihood() == LikelihoodKind.GAUSSIAN && !noiseFromLoss) {
      message.setNoiseVariance(task.noiseVariance());
    }
    return message.build();
  }

  private static void writePrior(PriorRefresh refresh, SessionConfig.Builder config) {
    if (refresh instanceof PriorRefresh.Forgetting forgetting) {
      config.setForgetting(Forgetting.newBuilder().setFactor(forgetting.factor()));
    } else if (refresh instanceof PriorRefresh.ExactEpoch exact) {
      config.setExactEpoch(ExactEpoch.newBuilder().setMaxExamples(exact.maxExamples()));
    } else {
      config.setStreamingEpoch(StreamingEpoch.getDefaultInstance());
    }
  }

  private static void writeWorkers(
      SessionSettings.Synchronous synchronous, SessionConfig.Builder config) {
    if (synchronous == null) {
      config.setWorkerMode(WorkerMode.WORKER_MODE_INDEPENDENT);
      return;
    }
    config
        .setWorkerMode(WorkerMode.WORKER_MODE_SYNCHRONOUS)
        .setSynchronous(
            SynchronousSteps.newBuilder()
                .setWorkers(synchronous.workers())
                .setQuorum(synchronous.quorum())
                .setStepDeadline(Durations.of(synchronous.stepDeadline())));
  }
}
