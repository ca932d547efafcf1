package org.bayesagg.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.bayesagg.client.GradientCentre;
import org.bayesagg.client.Likelihood;
import org.bayesagg.client.NoiseVariance;
import org.bayesagg.client.Preset;
import org.bayesagg.client.PriorRefresh;
import org.bayesagg.client.Reduction;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.SessionOptionsBuilder;
import org.bayesagg.client.TaskOptions;
import org.bayesagg.client.VariancePooling;
import org.bayesagg.client.WeightGranularity;
import org.bayesagg.client.WeightNormalisation;
import org.bayesagg.client.WeightStatistic;

/** The session that a case describes, every choice set: no default of the server plays a part. */
final class CaseOptions {
  private static final double VARIANCE_FLOOR = 1e-8;
  private static final double FORGETTING = 0.95;

  private final JsonNode choices;
  private final List<GoldenStep> steps;

  private CaseOptions(GoldenCase golden) {
    choices = golden.choices();
    steps = golden.steps();
  }

  /**
   * The session.
   *
   * @param maxExamplesPerStep of what will be sent
   */
  static SessionOptions of(GoldenCase golden, int maxExamplesPerStep) {
    return new CaseOptions(golden).build(maxExamplesPerStep);
  }

  private SessionOptions build(int maxExamplesPerStep) {
    WeightStatistic statistic =
        choice(WeightStatistic.class, "weight_statistic", WeightStatistic.VARIANCE);
    boolean noiseFromLoss = choices.path("noise_from_loss").asBoolean(false);
    SessionOptionsBuilder options =
        SessionOptions.builder(choices.path("feature_dim").asInt())
            .preset(Preset.PAPER)
            .gradientCentre(
                choice(GradientCentre.class, "gradient_centre", GradientCentre.POSTERIOR))
            .expectationGain(choices.path("expectation_gain").asDouble(1))
            .weightStatistic(statistic)
            .weightGranularity(
                statistic == WeightStatistic.LOSS
                    ? WeightGranularity.ROW
                    : choice(
                        WeightGranularity.class, "weight_granularity", WeightGranularity.DIMENSION))
            .weightNormalisation(
                choice(WeightNormalisation.class, "weight_normalisation", WeightNormalisation.SUM))
            .noiseVariance(noiseFromLoss ? NoiseVariance.FROM_LOSS : NoiseVariance.STATED)
            .priorRefresh(priorRefresh())
            .warmupEpochs(warmupEpochs())
            .reduction(Reduction.MEAN_LOCAL)
            .varianceFloor(choices.path("variance_floor").asDouble(VARIANCE_FLOOR))
            .lossDecay(choices.path("loss_decay").asDouble(0.95))
            .refreshInterval(1)
            .maxExamplesPerStep(maxExamplesPerStep);
    if (statistic == WeightStatistic.VARIANCE) {
      options.variancePooling(
          choice(VariancePooling.class, "variance_pooling", VariancePooling.EXAMPLE));
    }
    for (int i = 0; i < choices.path("tasks").size(); i++) {
      options.task(task(choices.path("tasks").get(i), i, noiseFromLoss));
    }
    return options.build();
  }

  /** Names are numbers: a case's own need not be fit for a session, nor differ. */
  static String taskName(int task) {
    return "task-" + task;
  }

  private TaskOptions task(JsonNode node, int index, boolean noiseFromLoss) {
    Likelihood likelihood =
        Choice.of(Likelihood.class, node.path("likelihood").asText(), "likelihood of a task");
    boolean gaussian = likelihood == Likelihood.GAUSSIAN;
    TaskOptions task =
        TaskOptions.of(taskName(index), likelihood, node.path("outputs").asInt(1))
            .withBias(node.path("bias").asBoolean(!gaussian))
            .withPriorVariance(number(node, "prior_variance"))
            .withUncertaintyExponent(number(node, "uncertainty_exponent"));
    return gaussian && !noiseFromLoss
        ? task.withNoiseVariance(node.path("noise_variance").asDouble(1))
        : task;
  }

  private PriorRefresh priorRefresh() {
    return switch (choices.path("prior_refresh").asText("streaming_epoch")) {
      case "streaming_epoch" -> PriorRefresh.streamingEpoch();
      case "exact_epoch" -> PriorRefresh.exactEpoch(largestEpoch());
      case "forgetting" ->
          PriorRefresh.forgetting(choices.path("forgetting_factor").asDouble(FORGETTING));
      default ->
          throw new MalformedCaseException(
              "the prior_refresh is "
                  + choices.get("prior_refresh")
                  + ", expected streaming_epoch, exact_epoch or forgetting");
    };
  }

  /** Epochs that end before the first step under the posterior; at least 1. */
  private int warmupEpochs() {
    int ended = 0;
    for (GoldenStep step : steps) {
      if (step.kind() == GoldenStep.Kind.BAYESIAN_STEP) {
        return Math.max(1, ended);
      }
      if (endsEpoch(step)) {
        ended++;
      }
    }
    return ended + 1;
  }

  /** The most examples between two ends of epochs. */
  private long largestEpoch() {
    long largest = 1;
    long examples = 0;
    for (GoldenStep step : steps) {
      examples += step.examples();
      largest = Math.max(largest, examples);
      if (endsEpoch(step)) {
        examples = 0;
      }
    }
    return largest;
  }

  static boolean endsEpoch(GoldenStep step) {
    return step.kind() == GoldenStep.Kind.COMMIT_EPOCH
        || step.kind() == GoldenStep.Kind.EPOCH_EVIDENCE;
  }

  private <E extends Enum<E>> E choice(Class<E> type, String key, E fallback) {
    JsonNode word = choices.get(key);
    return word == null ? fallback : Choice.of(type, word.asText(), key);
  }

  private static double number(JsonNode node, String key) {
    if (!node.path(key).isNumber()) {
      throw new MalformedCaseException("a task has no number \"" + key + "\"");
    }
    return node.get(key).asDouble();
  }
}
