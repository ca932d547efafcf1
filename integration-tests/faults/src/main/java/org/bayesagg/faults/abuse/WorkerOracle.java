package org.bayesagg.faults.abuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;

/**
 * What a worker's answers should have been. It works after the phase, and so takes no time from
 * what is measured; until then it keeps one number of each answer, its projection on a random
 * vector: an answer of another length, or another answer, has another one.
 */
final class WorkerOracle implements AutoCloseable {
  private static final double BOUND = 1e-5;

  private record Kept(WorkerBatch batch, double projection) {}

  private final Engine engine = CpuEngine.create(1);
  private final Aggregator aggregator;
  private final float[] axis;
  private final List<Kept> kept = new ArrayList<>();
  private long judged;

  WorkerOracle(WorkerShape shape) {
    aggregator =
        Aggregator.create(
            AggregationSpec.builder(shape.featureDim())
                .task(
                    TaskSpec.builder(WorkerBatch.TASK, LikelihoodKind.GAUSSIAN)
                        .outputs(shape.outputs()))
                .build(),
            engine);
    axis = WorkerBatch.normal(shape.examples() * shape.featureDim(), 1, new Random(2));
  }

  /** A step had that answer. */
  void answered(WorkerBatch batch, float[] direction) {
    kept.add(new Kept(batch, project(direction)));
  }

  /** Makes the steps that were answered, and compares. */
  void judge(WorkerPhase phase) {
    for (Kept one : kept) {
      float[] expected =
          aggregator
              .step(List.of(one.batch().batch()), StepOutputs.DIRECTION)
              .shards()
              .get(0)
              .direction();
      double most = 0;
      for (float value : expected) {
        most = Math.max(most, Math.abs(value));
      }
      // Errors of the single values add up as the root of their number.
      double allowed = BOUND * most * Math.sqrt(axis.length);
      double error = Math.abs(project(expected) - one.projection());
      if (!(error <= allowed)) {
        phase.problem("answer " + judged + " is off by " + error + ", allowed " + allowed);
      }
      judged++;
    }
    kept.clear();
  }

  void closeEpoch() {
    judge(new WorkerPhase());
    aggregator.closeEpoch();
  }

  private double project(float[] direction) {
    double sum = direction.length == axis.length ? 0 : Double.NaN;
    for (int i = 0; i < Math.min(direction.length, axis.length); i++) {
      sum += (double) direction[i] * axis[i];
    }
    return sum;
  }

  @Override
  public void close() {
    aggregator.close();
    engine.close();
  }
}
