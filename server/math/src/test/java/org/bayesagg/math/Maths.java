package org.bayesagg.math;

import java.util.List;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.reference.ReferenceAggregator;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.spec.AggregationSpec;

/** A run of the method, by the product or by the reference, so that tests play both alike. */
public interface Maths extends AutoCloseable {

  /** One step with every output. */
  ReferenceStep step(List<Batch> shards);

  void closeEpoch();

  /** Mean of the task's posterior before the next step. */
  double[] priorMean(int task);

  /** Its precision, row-major. */
  double[] priorPrecision(int task);

  double[] runningLoss(int task);

  @Override
  void close();

  /** The reference. */
  static Maths reference(AggregationSpec spec) {
    ReferenceAggregator run = new ReferenceAggregator(spec);
    return new Maths() {
      @Override
      public ReferenceStep step(List<Batch> shards) {
        return run.step(shards);
      }

      @Override
      public void closeEpoch() {
        run.closeEpoch();
      }

      @Override
      public double[] priorMean(int task) {
        return run.priorMean(task);
      }

      @Override
      public double[] priorPrecision(int task) {
        return run.priorPrecision(task);
      }

      @Override
      public double[] runningLoss(int task) {
        return run.runningLoss(task);
      }

      @Override
      public void close() {}
    };
  }

  /** The product on an engine of its own. */
  static Maths product(AggregationSpec spec) {
    Engine engine = TestEngines.create(1);
    Aggregator run = Aggregator.create(spec, engine);
    return new Maths() {
      @Override
      public ReferenceStep step(List<Batch> shards) {
        return ProductStep.widened(run.step(shards, ProductStep.everything(spec)), spec);
      }

      @Override
      public void closeEpoch() {
        run.closeEpoch();
      }

      @Override
      public double[] priorMean(int task) {
        return run.posterior(task, false, false).mean();
      }

      @Override
      public double[] priorPrecision(int task) {
        return run.posterior(task, true, false).precision();
      }

      @Override
      public double[] runningLoss(int task) {
        return run.runningLoss(task);
      }

      @Override
      public void close() {
        run.close();
        engine.close();
      }
    };
  }
}
