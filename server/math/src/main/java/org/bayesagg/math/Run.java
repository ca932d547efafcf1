package org.bayesagg.math;

import java.util.List;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.state.StateOutput;

/**
 * One training run on one engine: what {@link Aggregator} asks of it, whose methods of the same
 * names say more.
 *
 * <p>Not thread-safe: one thread at a time. A call that throws has changed nothing, unless it says
 * that the engine was lost.
 */
public interface Run extends AutoCloseable {
  /** Name of the engine that it runs on now: "cpu" or "cuda". */
  String engine();

  /**
   * A step whose evidence is added by {@link #settle} or the next call that needs it.
   *
   * @param shards checked; lent until the evidence has been added
   */
  StepResult begin(List<Batch> shards, StepOutputs outputs);

  /** Adds the evidence of the last step, if that has not been done. */
  void settle();

  /** Closes the running epoch. */
  void closeEpoch();

  /** Whether a prior stands. */
  boolean hasPrior();

  /** A copy of a task's posterior. */
  PosteriorView posterior(int task, boolean precision, boolean covariance);

  /** Predictions under a task's posterior; features [n, d] are lent. */
  Prediction predict(int task, float[] features, int examples);

  /** Labelled examples counted for a task. */
  long evidenceCount(int task);

  /** Running mean losses of a task's rows; empty before the first label. */
  double[] runningLoss(int task);

  /** Writes everything that later answers depend on, in the one layout of all engines. */
  void save(StateOutput out);

  /** Bytes that {@link #save} would write now, about. */
  long savedBytes();

  @Override
  void close();
}
