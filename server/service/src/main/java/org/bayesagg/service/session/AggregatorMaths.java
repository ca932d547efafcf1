package org.bayesagg.service.session;

import java.util.List;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.Engine;
import org.bayesagg.math.Footprint;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;

/** The maths that the service runs: an {@link Aggregator}. */
record AggregatorMaths(Aggregator aggregator) implements StepMaths {

  /** Aggregators on {@code engine}. */
  static Factory on(Engine engine) {
    return new Factory() {
      @Override
      public Footprint footprint(AggregationSpec spec, int maxExamples) {
        return engine.footprint(spec, maxExamples);
      }

      @Override
      public StepMaths create(AggregationSpec spec) {
        return new AggregatorMaths(Aggregator.create(spec, engine));
      }

      @Override
      public StepMaths restore(AggregationSpec spec, StateInput from) {
        return new AggregatorMaths(Aggregator.restore(spec, engine, from));
      }
    };
  }

  @Override
  public void check(Batch batch, StepOutputs outputs) {
    aggregator.check(batch, outputs);
  }

  @Override
  public StepResult step(List<Batch> shards, StepOutputs outputs) {
    return aggregator.begin(shards, outputs);
  }

  @Override
  public void settle() {
    aggregator.settle();
  }

  @Override
  public void closeEpoch() {
    aggregator.closeEpoch();
  }

  @Override
  public String engine() {
    return aggregator.engine();
  }

  @Override
  public boolean hasPrior() {
    return aggregator.hasPrior();
  }

  @Override
  public PosteriorView posterior(int task, boolean precision, boolean covariance) {
    return aggregator.posterior(task, precision, covariance);
  }

  @Override
  public Prediction predict(int task, float[] features, int examples) {
    return aggregator.predict(task, features, examples);
  }

  @Override
  public long evidenceCount(int task) {
    return aggregator.evidenceCount(task);
  }

  @Override
  public double[] runningLoss(int task) {
    return aggregator.runningLoss(task);
  }

  @Override
  public void save(StateOutput to) {
    aggregator.save(to);
  }

  @Override
  public void close() {
    aggregator.close();
  }
}
