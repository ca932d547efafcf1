package org.bayesagg.math;

import java.util.List;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.spec.AggregationSpec;

/**
 * One training run in process: takes batches, keeps the posteriors, answers with directions.
 *
 * <p>The state is deterministic: the same calls in the same order give the same answers. Not
 * thread-safe: one thread at a time. Every call either completes or throws and leaves the state as
 * it was.
 */
public final class Aggregator implements AutoCloseable {
  private final AggregationSpec spec;

  private Aggregator(AggregationSpec spec) {
    this.spec = spec;
  }

  /** A fresh run, in warm-up. */
  public static Aggregator create(AggregationSpec spec, Engine engine) {
    return new Aggregator(spec);
  }

  /** Memory that a run takes whose steps have at most {@code maxExamples} examples. */
  public static Footprint footprint(AggregationSpec spec, int maxExamples) {
    throw new UnsupportedOperationException();
  }

  /** What the run was made for. */
  public AggregationSpec spec() {
    return spec;
  }

  /**
   * One step: the batch posterior over all shards, the direction of each.
   *
   * @param shards disjoint examples, at least one; lent until the call returns
   * @throws InvalidBatchException if a value may not reach the maths
   * @throws org.bayesagg.math.linalg.NotPositiveDefiniteException if a precision cannot be factored
   * @throws org.bayesagg.math.posterior.EpochFullException if an exact epoch has no room
   */
  public StepResult step(List<Batch> shards, StepOutputs outputs) {
    throw new UnsupportedOperationException();
  }

  /** Closes the running epoch: its evidence becomes the next one's prior. */
  public void closeEpoch() {
    throw new UnsupportedOperationException();
  }

  /** Whether a prior stands: {@code warmupEpochs} epochs have been closed. */
  public boolean hasPrior() {
    throw new UnsupportedOperationException();
  }

  /**
   * A copy of a task's posterior: the running epoch's prior, or under forgetting the evidence kept.
   *
   * @throws NoPriorException in warm-up
   */
  public PosteriorView posterior(int task, boolean precision, boolean covariance) {
    throw new UnsupportedOperationException();
  }

  /**
   * Predictions under the posterior that {@link #posterior} shows.
   *
   * @param features [n, d] row-major; lent
   * @throws NoPriorException in warm-up
   */
  public Prediction predict(int task, float[] features, int examples) {
    throw new UnsupportedOperationException();
  }

  /** Labelled examples counted for a task since the run began. */
  public long evidenceCount(int task) {
    throw new UnsupportedOperationException();
  }

  /** Running mean losses of a task's rows; empty before the first label. */
  public double[] runningLoss(int task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
