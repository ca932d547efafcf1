package org.bayesagg.math.scenario;

import java.util.List;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.AggregationSpecBuilder;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.Reduction;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;

/** Random choices of a session, before they are made to make sense together. */
record Choices(
    GradientCentre centre,
    double gain,
    Weighing weighing,
    boolean noiseFromLoss,
    PriorRefresh prior,
    int warmupEpochs,
    Reduction reduction,
    int refreshInterval) {

  /** How rows become weights. */
  record Weighing(
      WeightStatistic statistic,
      VariancePooling pooling,
      WeightGranularity granularity,
      WeightNormalisation normalisation) {

    /** The nearest combination that is allowed. */
    Weighing allowed() {
      boolean variance = statistic == WeightStatistic.VARIANCE;
      VariancePooling pool = variance ? pooling : VariancePooling.EXAMPLE;
      boolean perExample = variance && pool == VariancePooling.EXAMPLE;
      return new Weighing(
          statistic,
          pool,
          statistic == WeightStatistic.LOSS ? WeightGranularity.ROW : granularity,
          perExample && normalisation == WeightNormalisation.FIRST
              ? WeightNormalisation.NONE
              : normalisation);
    }
  }

  AggregationSpec spec(int featureDim, List<TaskChoice> tasks) {
    Weighing allowed = weighing.allowed();
    boolean stale = centre == GradientCentre.HEAD && prior instanceof PriorRefresh.Forgetting;
    AggregationSpecBuilder builder =
        AggregationSpec.builder(featureDim)
            .gradientCentre(centre)
            .expectationGain(gain)
            .weightStatistic(allowed.statistic())
            .variancePooling(allowed.pooling())
            .weightGranularity(allowed.granularity())
            .weightNormalisation(allowed.normalisation())
            .noiseFromLoss(noiseFromLoss)
            .priorRefresh(prior)
            .warmupEpochs(warmupEpochs)
            .reduction(reduction)
            .refreshInterval(stale ? refreshInterval : 1);
    for (int t = 0; t < tasks.size(); t++) {
      builder.task(tasks.get(t).builder("task" + t, noiseFromLoss));
    }
    return builder.build();
  }
}
