package org.bayesagg.service.session;

import java.util.List;
import org.bayesagg.math.Footprint;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;

/**
 * What a session needs of the maths; see {@code Aggregator} for each method.
 *
 * <p>Deterministic: the same calls in the same order give the same answers. One thread at a time. A
 * call that throws has changed nothing.
 */
interface StepMaths extends AutoCloseable {
  /** Throws {@code InvalidBatchException} for what {@link #step} would refuse. */
  void check(Batch batch, StepOutputs outputs);

  /**
   * The step counts when this returns; {@link #settle} finishes what no answer waits for. Shards
   * have passed {@link #check}.
   */
  StepResult step(List<Batch> shards, StepOutputs outputs);

  void settle();

  void closeEpoch();

  /** What it runs on now: "cpu" or "cuda". */
  String engine();

  boolean hasPrior();

  PosteriorView posterior(int task, boolean precision, boolean covariance);

  Prediction predict(int task, float[] features, int examples);

  long evidenceCount(int task);

  double[] runningLoss(int task);

  /** Writes all that later answers depend on. */
  void save(StateOutput to);

  @Override
  void close();

  /** Makes one for each session. Thread-safe. */
  interface Factory {
    /** Throws {@code ArithmeticException} where a dimension overflows. */
    Footprint footprint(AggregationSpec spec, int maxExamples);

    StepMaths create(AggregationSpec spec);

    /** Goes on where those whose {@link StepMaths#save} wrote this were. */
    StepMaths restore(AggregationSpec spec, StateInput from);
  }
}
