package org.bayesagg.math.spec;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.spec.LikelihoodKind.Relation;

/** Collects choices, null where unset, and fills the rest in from the preset. */
public final class AggregationSpecBuilder {
  private final int featureDim;
  private final List<TaskSpec.Builder> tasks = new ArrayList<>();
  private Preset preset = Preset.ROBUST;
  private GradientCentre gradientCentre;
  private Double expectationGain;
  private WeightStatistic weightStatistic;
  private VariancePooling variancePooling;
  private WeightGranularity weightGranularity;
  private WeightNormalisation weightNormalisation;
  private Boolean noiseFromLoss;
  private PriorRefresh priorRefresh;
  private Integer warmupEpochs;
  private Reduction reduction;
  private Double varianceFloor;
  private Double lossDecay;
  private Integer refreshInterval;

  AggregationSpecBuilder(int featureDim) {
    this.featureDim = featureDim;
  }

  /** Adds a task; at least one is needed. */
  public AggregationSpecBuilder task(TaskSpec.Builder task) {
    tasks.add(task);
    return this;
  }

  /** What fills in the unset choices; null: ROBUST. */
  public AggregationSpecBuilder preset(Preset value) {
    preset = value == null ? Preset.ROBUST : value;
    return this;
  }

  /** Centre of the gradient moments; null: the preset's. */
  public AggregationSpecBuilder gradientCentre(GradientCentre value) {
    gradientCentre = value;
    return this;
  }

  /** τ, at least 0; null: the preset's. */
  public AggregationSpecBuilder expectationGain(Double value) {
    expectationGain = value;
    return this;
  }

  /** What weights are made from; null: the preset's. */
  public AggregationSpecBuilder weightStatistic(WeightStatistic value) {
    weightStatistic = value;
    return this;
  }

  /** Pooling of variances; null: EXAMPLE. */
  public AggregationSpecBuilder variancePooling(VariancePooling value) {
    variancePooling = value;
    return this;
  }

  /** Weights by dimension or row; null: the preset's. */
  public AggregationSpecBuilder weightGranularity(WeightGranularity value) {
    weightGranularity = value;
    return this;
  }

  /** Divisor of the weighted sum; null: the preset's. */
  public AggregationSpecBuilder weightNormalisation(WeightNormalisation value) {
    weightNormalisation = value;
    return this;
  }

  /** Whether Gaussian noise variances are the running losses; null: the preset's. */
  public AggregationSpecBuilder noiseFromLoss(Boolean value) {
    noiseFromLoss = value;
    return this;
  }

  /** How the prior is kept; null: the preset's. */
  public AggregationSpecBuilder priorRefresh(PriorRefresh value) {
    priorRefresh = value;
    return this;
  }

  /** Epochs of warm-up, at least 1; null: 1. */
  public AggregationSpecBuilder warmupEpochs(Integer value) {
    warmupEpochs = value;
    return this;
  }

  /** Divisor of the sum over examples; null: MEAN_LOCAL. */
  public AggregationSpecBuilder reduction(Reduction value) {
    reduction = value;
    return this;
  }

  /** Least value of the weight statistic, above 0; null: 1e-8. */
  public AggregationSpecBuilder varianceFloor(Double value) {
    varianceFloor = value;
    return this;
  }

  /** Decay of the running losses, in [0, 1); null: 0.95. */
  public AggregationSpecBuilder lossDecay(Double value) {
    lossDecay = value;
    return this;
  }

  /** Steps between factorisations, at least 1; null: 1. */
  public AggregationSpecBuilder refreshInterval(Integer value) {
    refreshInterval = value;
    return this;
  }

  /**
   * Fills in, checks and freezes the specification.
   *
   * @throws InvalidSpecException naming every field that is out of range or contradicts another
   */
  public AggregationSpec build() {
    boolean fromLoss = or(noiseFromLoss, preset.noiseFromLoss);
    AggregationSpec spec =
        new AggregationSpec(
            featureDim,
            tasks.stream().map(this::fill).toList(),
            preset,
            or(gradientCentre, preset.gradientCentre),
            or(expectationGain, preset.expectationGain),
            or(weightStatistic, preset.weightStatistic),
            or(variancePooling, VariancePooling.EXAMPLE),
            or(weightGranularity, preset.weightGranularity),
            or(weightNormalisation, preset.weightNormalisation),
            fromLoss,
            or(priorRefresh, preset.priorRefresh),
            or(warmupEpochs, 1),
            or(reduction, Reduction.MEAN_LOCAL),
            or(varianceFloor, 1e-8),
            or(lossDecay, 0.95),
            or(refreshInterval, 1));
    SpecCheck check = new SpecCheck(spec);
    for (TaskSpec.Builder task : tasks) {
      check.stated(task, fromLoss);
    }
    check.throwIfWrong();
    return spec;
  }

  private TaskSpec fill(TaskSpec.Builder task) {
    LikelihoodKind kind = task.likelihood;
    // Without a likelihood the check will refuse the task; until then any default does.
    Relation relation = kind == null ? Relation.INDEPENDENT : kind.relation();
    return new TaskSpec(
        task.name,
        kind,
        or(task.outputs, relation == Relation.COUPLED ? 0 : 1),
        or(task.bias, kind != LikelihoodKind.GAUSSIAN),
        or(task.priorVariance, preset.priorVariance(task.likelihood)),
        or(task.noiseVariance, 1.0),
        or(task.uncertaintyExponent, preset.uncertaintyExponent(kind)),
        or(
            task.structure,
            relation == Relation.INDEPENDENT
                ? PrecisionStructure.BLOCK_DIAGONAL
                : PrecisionStructure.FULL));
  }

  private static <T> T or(T value, T fallback) {
    return value == null ? fallback : value;
  }
}
