package org.bayesagg.client;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.Task;
import org.bayesagg.v1.WorkerMode;

/** A session's message to its value. */
final class SessionDecoder {
  private SessionDecoder() {}

  static SessionInfo session(Session session) {
    org.bayesagg.v1.Footprint footprint = session.getFootprint();
    return new SessionInfo(
        session.getSessionId(),
        options(session.getConfig()),
        session.getFingerprint(),
        new SessionInfo.Footprint(
            footprint.getStateBytes(),
            footprint.getScratchBytes(),
            footprint.getReplayBytes(),
            footprint.getTotalBytes()),
        instant(session.getCreateTime()),
        phase(session.getPhase()),
        session.getEpoch(),
        session.getSteps(),
        session.getWorkersList().stream()
            .map(
                worker ->
                    new SessionInfo.Worker(
                        worker.getWorker(),
                        worker.getLastEpoch(),
                        worker.getLastStep(),
                        instant(worker.getLastSeen()),
                        worker.getFinishedEpoch(),
                        worker.getLeft()))
            .toList(),
        session.getTasksList().stream()
            .map(
                task ->
                    new SessionInfo.Task(
                        task.getTask(), task.getEvidenceCount(), task.getRunningLossList()))
            .toList(),
        session.getEngine());
  }

  static SessionPhase phase(org.bayesagg.v1.SessionPhase phase) {
    return own(SessionPhase.class, "SESSION_PHASE_", phase);
  }

  static SessionOptions options(SessionConfig config) {
    return new SessionOptions(
        config.getFeatureDim(),
        config.getTasksList().stream().map(SessionDecoder::task).toList(),
        own(Preset.class, "PRESET_", config.getPreset()),
        own(GradientCentre.class, "GRADIENT_CENTRE_", config.getGradientCentre()),
        config.hasExpectationGain() ? config.getExpectationGain() : null,
        own(WeightStatistic.class, "WEIGHT_STATISTIC_", config.getWeightStatistic()),
        own(VariancePooling.class, "VARIANCE_POOLING_", config.getVariancePooling()),
        own(WeightGranularity.class, "WEIGHT_GRANULARITY_", config.getWeightGranularity()),
        own(WeightNormalisation.class, "WEIGHT_NORMALISATION_", config.getWeightNormalisation()),
        own(NoiseVariance.class, "NOISE_VARIANCE_", config.getNoiseVariance()),
        prior(config),
        config.hasWarmupEpochs() ? config.getWarmupEpochs() : null,
        own(Reduction.class, "REDUCTION_", config.getReduction()),
        config.hasVarianceFloor() ? config.getVarianceFloor() : null,
        config.hasLossDecay() ? config.getLossDecay() : null,
        config.hasRefreshInterval() ? config.getRefreshInterval() : null,
        synchronous(config),
        config.hasEpochDeadline() ? AnswerDecoder.duration(config.getEpochDeadline()) : null,
        config.hasMaxExamplesPerStep() ? config.getMaxExamplesPerStep() : null,
        config.hasReplayWindow() ? config.getReplayWindow() : null,
        config.hasWorkerTimeout() ? AnswerDecoder.duration(config.getWorkerTimeout()) : null);
  }

  private static TaskOptions task(Task task) {
    return new TaskOptions(
        task.getName(),
        own(Likelihood.class, "LIKELIHOOD_", task.getLikelihood()),
        task.getOutputs(),
        task.hasBias() ? task.getBias() : null,
        task.hasPriorVariance() ? task.getPriorVariance() : null,
        task.hasNoiseVariance() ? task.getNoiseVariance() : null,
        task.hasUncertaintyExponent() ? task.getUncertaintyExponent() : null,
        own(PrecisionStructure.class, "PRECISION_STRUCTURE_", task.getPrecisionStructure()));
  }

  private static PriorRefresh prior(SessionConfig config) {
    return switch (config.getPriorRefreshCase()) {
      case STREAMING_EPOCH -> PriorRefresh.streamingEpoch();
      case EXACT_EPOCH -> PriorRefresh.exactEpoch(config.getExactEpoch().getMaxExamples());
      case FORGETTING -> PriorRefresh.forgetting(config.getForgetting().getFactor());
      case PRIORREFRESH_NOT_SET -> null;
    };
  }

  private static SynchronousSteps synchronous(SessionConfig config) {
    if (config.getWorkerMode() != WorkerMode.WORKER_MODE_SYNCHRONOUS) {
      return null;
    }
    org.bayesagg.v1.SynchronousSteps steps = config.getSynchronous();
    return new SynchronousSteps(
        steps.getWorkers(),
        steps.getQuorum() == 0 ? null : steps.getQuorum(),
        steps.hasStepDeadline() ? AnswerDecoder.duration(steps.getStepDeadline()) : null);
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** Unspecified, and what a newer server may send that this client does not know, is null. */
  private static <E extends Enum<E>> E own(Class<E> type, String prefix, Enum<?> wire) {
    for (E value : type.getEnumConstants()) {
      if (wire.name().equals(prefix + value.name())) {
        return value;
      }
    }
    return null;
  }
}
