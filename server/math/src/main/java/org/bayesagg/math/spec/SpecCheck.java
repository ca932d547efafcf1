package org.bayesagg.math.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bayesagg.math.spec.LikelihoodKind.Relation;

/** Finds every field of a specification that is out of range or contradicts another. */
final class SpecCheck {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final List<Violation> violations = new ArrayList<>();

  SpecCheck(AggregationSpec spec) {
    atLeast("feature_dim", spec.featureDim(), 1);
    if (spec.tasks().isEmpty()) {
      wrong("tasks", "none", "at least one task");
    }
    Set<String> names = new HashSet<>();
    for (TaskSpec task : spec.tasks()) {
      task(task, names);
    }
    require(
        "expectation_gain",
        spec.expectationGain(),
        spec.expectationGain() >= 0 && Double.isFinite(spec.expectationGain()),
        "a number of at least 0");
    positive("variance_floor", spec.varianceFloor());
    require(
        "loss_decay",
        spec.lossDecay(),
        spec.lossDecay() >= 0 && spec.lossDecay() < 1,
        "a number in [0, 1)");
    atLeast("warmup_epochs", spec.warmupEpochs(), 1);
    atLeast("refresh_interval", spec.refreshInterval(), 1);
    if (spec.priorRefresh() instanceof PriorRefresh.Forgetting forgetting) {
      double factor = forgetting.factor();
      require(
          "forgetting.factor", factor, factor > 0 && factor < 1, "a number above 0 and below 1");
    } else if (spec.priorRefresh() instanceof PriorRefresh.ExactEpoch exact) {
      atLeast("exact_epoch.max_examples", exact.maxExamples(), 1);
    }
    together(spec);
  }

  private void task(TaskSpec task, Set<String> names) {
    String field = "tasks[\"" + task.name() + "\"]";
    if (task.name() == null || !NAME.matcher(task.name()).matches()) {
      wrong(field + ".name", "\"" + task.name() + "\"", "1 to 128 characters of [A-Za-z0-9._-]");
    } else if (!names.add(task.name())) {
      wrong(field + ".name", "a name used twice", "names that differ");
    }
    if (task.likelihood() == null) {
      wrong(field + ".likelihood", "none", "gaussian, bernoulli or categorical");
      return;
    }
    boolean categorical = task.likelihood().relation() == Relation.COUPLED;
    atLeast(field + ".outputs", task.outputs(), categorical ? 2 : 1);
    if (categorical && task.outputs() > 1001) {
      wrong(field + ".outputs", String.valueOf(task.outputs()), "at most 1001 classes");
    }
    positive(field + ".prior_variance", task.priorVariance());
    positive(field + ".noise_variance", task.noiseVariance());
    require(
        field + ".uncertainty_exponent",
        task.uncertaintyExponent(),
        task.uncertaintyExponent() >= 0 && Double.isFinite(task.uncertaintyExponent()),
        "a number of at least 0");
    Relation relation = task.likelihood().relation();
    if (relation == Relation.SAME_PRECISION
        && task.structure() == PrecisionStructure.BLOCK_DIAGONAL) {
      wrong(
          field + ".precision_structure",
          "BLOCK_DIAGONAL",
          "FULL or DIAGONAL: the outputs of a " + task.likelihood() + " task share one precision");
    }
    if (relation == Relation.INDEPENDENT && task.structure() == PrecisionStructure.FULL) {
      wrong(
          field + ".precision_structure",
          "FULL",
          "BLOCK_DIAGONAL or DIAGONAL: the outputs of a "
              + task.likelihood()
              + " task are independent");
    }
  }

  /** Combinations that make no sense. */
  private void together(AggregationSpec spec) {
    boolean fromVariance = spec.weightStatistic() == WeightStatistic.VARIANCE;
    if (!fromVariance && spec.variancePooling() == VariancePooling.BATCH) {
      wrong(
          "variance_pooling",
          "BATCH with weight_statistic " + spec.weightStatistic(),
          "EXAMPLE: only variances can be pooled, the other statistics are batch values already");
    }
    if (spec.weightStatistic() == WeightStatistic.LOSS
        && spec.weightGranularity() == WeightGranularity.DIMENSION) {
      wrong(
          "weight_granularity",
          "DIMENSION with weight_statistic LOSS",
          "ROW: a loss has no feature dimensions");
    }
    if (spec.weightNormalisation() == WeightNormalisation.FIRST
        && fromVariance
        && spec.variancePooling() == VariancePooling.EXAMPLE) {
      wrong(
          "weight_normalisation",
          "FIRST with one weight an example",
          "SUM or NONE, or variance_pooling BATCH: a fixed divisor needs weights of the batch");
    }
    if (spec.refreshInterval() > 1
        && !(spec.forgetting() && spec.gradientCentre() == GradientCentre.HEAD)) {
      wrong(
          "refresh_interval",
          String.valueOf(spec.refreshInterval()),
          "1: only forgetting about the heads can use a covariance some steps old");
    }
  }

  /** What can be judged only by what the user wrote. */
  void stated(TaskSpec.Builder task, boolean noiseFromLoss) {
    if (task.noiseVariance == null) {
      return;
    }
    String field = "tasks[\"" + task.name + "\"].noise_variance";
    if (task.likelihood != LikelihoodKind.GAUSSIAN) {
      wrong(
          field,
          "set for a " + task.likelihood + " task",
          "unset: only Gaussian labels have noise");
    } else if (noiseFromLoss) {
      wrong(field, "set beside noise_variance FROM_LOSS", "unset, or noise_variance STATED");
    }
  }

  void throwIfWrong() {
    if (!violations.isEmpty()) {
      throw new InvalidSpecException(violations);
    }
  }

  private void atLeast(String field, long value, long least) {
    require(field, value, value >= least, "at least " + least);
  }

  private void positive(String field, double value) {
    require(field, value, value > 0 && Double.isFinite(value), "a number above 0");
  }

  private void require(String field, Number value, boolean holds, String expected) {
    if (!holds) {
      wrong(field, String.valueOf(value), expected);
    }
  }

  private void wrong(String field, String got, String expected) {
    violations.add(new Violation(field, got, expected));
  }
}
