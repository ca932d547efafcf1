package org.bayesagg.math;

import java.util.List;
import org.bayesagg.math.aggregation.WeightRule;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.BatchCheck;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.Violation;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;

/**
 * One training run in process: takes batches, keeps the posteriors, answers with directions.
 *
 * <p>The state is deterministic: the same calls in the same order give the same answers. Not
 * thread-safe: one thread at a time. Every call either completes or throws and leaves the state as
 * it was.
 */
public final class Aggregator implements AutoCloseable {
  private final AggregationSpec spec;
  private final Run run;

  private Aggregator(AggregationSpec spec, Run run) {
    this.spec = spec;
    this.run = run;
  }

  /** A fresh run, in warm-up. The engine stays the caller's and must outlive the run. */
  public static Aggregator create(AggregationSpec spec, Engine engine) {
    return new Aggregator(spec, engine.open(spec));
  }

  /**
   * A run that goes on where the saved one was: its answers are those of a run that was never
   * interrupted, bit for bit with the same program and engine on the same kind of machine.
   *
   * @param spec what the saved run was made for
   * @param engine stays the caller's and must outlive the run
   * @param in read up to the last value that {@link #save} wrote, not beyond
   * @throws org.bayesagg.math.state.UnknownStateVersionException if the layout is not known
   * @throws org.bayesagg.math.state.CorruptStateException if no run of this specification can have
   *     written it; nothing is kept then
   */
  public static Aggregator restore(AggregationSpec spec, Engine engine, StateInput in) {
    return new Aggregator(spec, engine.restore(spec, in));
  }

  /** What the run was made for. */
  public AggregationSpec spec() {
    return spec;
  }

  /**
   * One step: the batch posterior over all shards, the direction of each.
   *
   * @param shards disjoint examples, at least one; lent until the call returns
   * @throws InvalidBatchException if a value may not reach the maths, or an output cannot be had
   * @throws org.bayesagg.math.linalg.NotPositiveDefiniteException if a precision cannot be factored
   * @throws org.bayesagg.math.posterior.EpochFullException if an exact epoch has no room
   */
  public StepResult step(List<Batch> shards, StepOutputs outputs) {
    check(shards, outputs);
    StepResult result = begin(shards, outputs);
    settle();
    return result;
  }

  /**
   * {@link #step} whose evidence is added later: by {@link #settle}, or first thing in the next
   * call that needs it. For callers who have an answer to send meanwhile; no result depends on
   * when.
   *
   * @param shards as for {@link #step}, but lent until the evidence has been added; each has passed
   *     {@link #check} with these outputs, which is not done again
   */
  public StepResult begin(List<Batch> shards, StepOutputs outputs) {
    return run.begin(shards, outputs);
  }

  /** Adds the evidence of the last step, if that has not been done. */
  public void settle() {
    run.settle();
  }

  /**
   * Throws what {@link #step} would for this shard's values and outputs; changes nothing. For
   * callers that join the shards of several senders, so that one of them cannot fail the others.
   *
   * @throws InvalidBatchException if a value may not reach the maths, or an output cannot be had
   */
  public void check(Batch shard, StepOutputs outputs) {
    BatchCheck.check(spec, shard);
    if (outputs.weights()
        && !new WeightRule(spec).byBatch()
        && spec.weightGranularity() == WeightGranularity.DIMENSION) {
      throw new InvalidBatchException(
          List.of(
              new Violation(
                  "outputs.weights",
                  "asked for with one weight an example and dimension",
                  "weight_granularity ROW or variance_pooling BATCH")));
    }
  }

  private void check(List<Batch> shards, StepOutputs outputs) {
    if (shards.isEmpty()) {
      throw new InvalidBatchException(
          List.of(new Violation("features", "no shard", "at least one")));
    }
    for (Batch shard : shards) {
      check(shard, outputs);
    }
  }

  /** Closes the running epoch: its evidence becomes the next one's prior. */
  public void closeEpoch() {
    run.closeEpoch();
  }

  /** Name of the engine that the run is on now: "cpu" or "cuda". */
  public String engine() {
    return run.engine();
  }

  /** Whether a prior stands: {@code warmupEpochs} epochs have been closed. */
  public boolean hasPrior() {
    return run.hasPrior();
  }

  /**
   * A copy of a task's posterior: the running epoch's prior, or under forgetting the evidence kept.
   *
   * @throws NoPriorException in warm-up, and under EXACT_EPOCH before the epoch's first heads
   */
  public PosteriorView posterior(int task, boolean precision, boolean covariance) {
    return run.posterior(task, precision, covariance);
  }

  /**
   * Predictions under the posterior that {@link #posterior} shows. A Gaussian posterior without a
   * bias predicts without one.
   *
   * @param features [n, d] row-major; lent
   * @throws NoPriorException as {@link #posterior}
   * @throws InvalidBatchException if a feature is no finite number
   */
  public Prediction predict(int task, float[] features, int examples) {
    return run.predict(task, features, examples);
  }

  /** Labelled examples counted for a task since the run began. */
  public long evidenceCount(int task) {
    return run.evidenceCount(task);
  }

  /** Running mean losses of a task's rows; empty before the first label. */
  public double[] runningLoss(int task) {
    return run.runningLoss(task);
  }

  /**
   * Writes everything that later answers depend on; changes none of them. Settles first, and waits
   * for covariances that are being made. Cost one pass over the evidence, through a small buffer.
   */
  public void save(StateOutput out) {
    run.save(out);
  }

  /**
   * Bytes that {@link #save} would write now: exact where nothing is unsettled and no covariance is
   * being made, else about so many. Cheap: neither waits nor settles.
   */
  public long savedBytes() {
    return run.savedBytes();
  }

  @Override
  public void close() {
    run.close();
  }
}
