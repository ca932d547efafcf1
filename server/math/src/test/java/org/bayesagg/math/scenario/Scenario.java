package org.bayesagg.math.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bayesagg.math.Maths;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightStatistic;

/**
 * A whole run.
 *
 * @param epochs the epochs' steps' shards; the last epoch stays open
 * @param shape what it was made from, for messages
 */
public record Scenario(AggregationSpec spec, List<List<List<Batch>>> epochs, String shape) {

  /** Plays every step; {@code maths} must be fresh. */
  public List<ReferenceStep> play(Maths maths) {
    List<ReferenceStep> answers = new ArrayList<>();
    for (int e = 0; e < epochs.size(); e++) {
      if (e > 0) {
        maths.closeEpoch();
      }
      for (List<Batch> step : epochs.get(e)) {
        answers.add(maths.step(step));
      }
    }
    return answers;
  }

  /** The same run with every step's shards changed. */
  public Scenario mapSteps(UnaryOperator<List<Batch>> change) {
    return new Scenario(
        spec, epochs.stream().map(epoch -> epoch.stream().map(change).toList()).toList(), shape);
  }

  /** Whether every example has weights of its own. */
  public static boolean weightsPerExample(AggregationSpec spec) {
    return spec.weightStatistic() == WeightStatistic.VARIANCE
        && spec.variancePooling() == VariancePooling.EXAMPLE;
  }

  @Override
  public String toString() {
    return shape;
  }
}
