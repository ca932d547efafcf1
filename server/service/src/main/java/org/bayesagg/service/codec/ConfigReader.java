package org.bayesagg.service.codec;

import com.google.protobuf.Duration;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.AggregationSpecBuilder;
import org.bayesagg.math.spec.InvalidSpecException;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.Violation;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.SynchronousSteps;
import org.bayesagg.v1.Task;
import org.bayesagg.v1.WorkerMode;

/** Turns a configuration as a user sent it into complete and checked settings. */
public final class ConfigReader {
  private static final String ROOT = "config.";
  private static final java.time.Duration STEP_DEADLINE = java.time.Duration.ofSeconds(30);
  private static final java.time.Duration EPOCH_DEADLINE = java.time.Duration.ofMinutes(10);
  private static final int MAX_EXAMPLES_PER_STEP = 8192;
  private static final int REPLAY_WINDOW = 4;

  private final SessionConfig config;
  private final Problems problems = new Problems();

  private ConfigReader(SessionConfig config) {
    this.config = config;
  }

  /**
   * The settings, defaults filled in.
   *
   * @throws InvalidRequestException naming every field that is out of range or contradicts another
   */
  public static SessionSettings read(SessionConfig config) {
    return new ConfigReader(config).read();
  }

  private SessionSettings read() {
    AggregationSpec spec = spec();
    SessionSettings.Synchronous synchronous = synchronous();
    java.time.Duration epochDeadline =
        duration(
            "epoch_deadline", config.hasEpochDeadline(), config.getEpochDeadline(), EPOCH_DEADLINE);
    int maxExamples =
        config.hasMaxExamplesPerStep() ? config.getMaxExamplesPerStep() : MAX_EXAMPLES_PER_STEP;
    problems.checkAtLeast(ROOT + "max_examples_per_step", maxExamples, 1);
    int replayWindow = config.hasReplayWindow() ? config.getReplayWindow() : REPLAY_WINDOW;
    problems.checkAtLeast(ROOT + "replay_window", replayWindow, 1);
    java.time.Duration workerTimeout =
        duration("worker_timeout", config.hasWorkerTimeout(), config.getWorkerTimeout(), null);
    problems.throwIfAny();
    return new SessionSettings(
        spec, synchronous, epochDeadline, maxExamples, replayWindow, workerTimeout);
  }

  /** The maths' part, or null where it is wrong and has been reported. */
  private AggregationSpec spec() {
    AggregationSpecBuilder builder =
        AggregationSpec.builder(config.getFeatureDim())
            .preset(
                EnumMapping.PRESET.read(
                    ROOT + "preset", config.getPreset(), config.getPresetValue(), problems))
            .gradientCentre(
                EnumMapping.CENTRE.read(
                    ROOT + "gradient_centre",
                    config.getGradientCentre(),
                    config.getGradientCentreValue(),
                    problems))
            .expectationGain(config.hasExpectationGain() ? config.getExpectationGain() : null)
            .weightStatistic(
                EnumMapping.STATISTIC.read(
                    ROOT + "weight_statistic",
                    config.getWeightStatistic(),
                    config.getWeightStatisticValue(),
                    problems))
            .variancePooling(
                EnumMapping.POOLING.read(
                    ROOT + "variance_pooling",
                    config.getVariancePooling(),
                    config.getVariancePoolingValue(),
                    problems))
            .weightGranularity(
                EnumMapping.GRANULARITY.read(
                    ROOT + "weight_granularity",
                    config.getWeightGranularity(),
                    config.getWeightGranularityValue(),
                    problems))
            .weightNormalisation(
                EnumMapping.NORMALISATION.read(
                    ROOT + "weight_normalisation",
                    config.getWeightNormalisation(),
                    config.getWeightNormalisationValue(),
                    problems))
            .noiseFromLoss(noiseFromLoss())
            .priorRefresh(priorRefresh())
            .warmupEpochs(config.hasWarmupEpochs() ? config.getWarmupEpochs() : null)
            .reduction(
                EnumMapping.REDUCTION.read(
                    ROOT + "reduction",
                    config.getReduction(),
                    config.getReductionValue(),
                    problems))
            .varianceFloor(config.hasVarianceFloor() ? config.getVarianceFloor() : null)
            .lossDecay(config.hasLossDecay() ? config.getLossDecay() : null)
            .refreshInterval(config.hasRefreshInterval() ? config.getRefreshInterval() : null);
    for (int i = 0; i < config.getTasksCount(); i++) {
      builder.task(task(ROOT + "tasks[" + i + "].", config.getTasks(i)));
    }
    try {
      return builder.build();
    } catch (InvalidSpecException e) {
      for (Violation wrong : e.violations()) {
        problems.add(
            FieldReason.CONFIG_INVALID, ROOT + wrong.field(), wrong.got(), wrong.expected());
      }
      return null;
    }
  }

  private TaskSpec.Builder task(String field, Task task) {
    LikelihoodKind likelihood =
        EnumMapping.LIKELIHOOD.read(
            field + "likelihood", task.getLikelihood(), task.getLikelihoodValue(), problems);
    return TaskSpec.builder(task.getName(), likelihood)
        .outputs(task.getOutputs() == 0 ? null : task.getOutputs())
        .bias(task.hasBias() ? task.getBias() : null)
        .priorVariance(task.hasPriorVariance() ? task.getPriorVariance() : null)
        .noiseVariance(task.hasNoiseVariance() ? task.getNoiseVariance() : null)
        .uncertaintyExponent(task.hasUncertaintyExponent() ? task.getUncertaintyExponent() : null)
        .structure(
            EnumMapping.STRUCTURE.read(
                field + "precision_structure",
                task.getPrecisionStructure(),
                task.getPrecisionStructureValue(),
                problems));
  }

  private Boolean noiseFromLoss() {
    return switch (config.getNoiseVariance()) {
      case NOISE_VARIANCE_UNSPECIFIED -> null;
      case NOISE_VARIANCE_STATED -> false;
      case NOISE_VARIANCE_FROM_LOSS -> true;
      case UNRECOGNIZED -> {
        problems.add(
            FieldReason.VALUE_OUT_OF_RANGE,
            ROOT + "noise_variance",
            String.valueOf(config.getNoiseVarianceValue()),
            "STATED, FROM_LOSS");
        yield null;
      }
    };
  }

  private PriorRefresh priorRefresh() {
    return switch (config.getPriorRefreshCase()) {
      case STREAMING_EPOCH -> new PriorRefresh.StreamingEpoch();
      case EXACT_EPOCH -> new PriorRefresh.ExactEpoch(config.getExactEpoch().getMaxExamples());
      case FORGETTING ->
          new PriorRefresh.Forgetting(
              config.getForgetting().hasFactor() ? config.getForgetting().getFactor() : 0.95);
      case PRIORREFRESH_NOT_SET -> null;
    };
  }

  private SessionSettings.Synchronous synchronous() {
    if (config.getWorkerMode() == WorkerMode.UNRECOGNIZED) {
      problems.add(
          FieldReason.VALUE_OUT_OF_RANGE,
          ROOT + "worker_mode",
          String.valueOf(config.getWorkerModeValue()),
          "INDEPENDENT, SYNCHRONOUS");
      return null;
    }
    boolean asked = config.getWorkerMode() == WorkerMode.WORKER_MODE_SYNCHRONOUS;
    if (asked != config.hasSynchronous()) {
      problems.add(
          asked ? FieldReason.FIELD_MISSING : FieldReason.FIELD_NOT_APPLICABLE,
          ROOT + "synchronous",
          asked ? "none" : "set with worker_mode INDEPENDENT",
          asked ? "how many workers a step waits for" : "unset, or worker_mode SYNCHRONOUS");
      return null;
    }
    if (!asked) {
      return null;
    }
    SynchronousSteps steps = config.getSynchronous();
    problems.checkAtLeast(ROOT + "synchronous.workers", steps.getWorkers(), 1);
    int quorum = steps.getQuorum() == 0 ? steps.getWorkers() : steps.getQuorum();
    if (quorum < 0 || quorum > steps.getWorkers()) {
      problems.add(
          FieldReason.VALUE_OUT_OF_RANGE,
          ROOT + "synchronous.quorum",
          String.valueOf(quorum),
          "1 to " + steps.getWorkers() + ", the workers");
    }
    java.time.Duration deadline =
        duration(
            "synchronous.step_deadline",
            steps.hasStepDeadline(),
            steps.getStepDeadline(),
            STEP_DEADLINE);
    return new SessionSettings.Synchronous(steps.getWorkers(), quorum, deadline);
  }

  private java.time.Duration duration(
      String field, boolean set, Duration value, java.time.Duration byDefault) {
    if (!set) {
      return byDefault;
    }
    if (!Durations.isPositive(value)) {
      problems.add(
          FieldReason.VALUE_OUT_OF_RANGE,
          ROOT + field,
          value.getSeconds() + " s " + value.getNanos() + " ns",
          "a duration above 0, at most " + Durations.MAX_SECONDS + " s");
      return byDefault;
    }
    return java.time.Duration.ofSeconds(value.getSeconds(), value.getNanos());
  }
}
