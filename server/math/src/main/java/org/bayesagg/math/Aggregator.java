package org.bayesagg.math;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.aggregation.WeightRule;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.BatchCheck;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.posterior.PrecisionShape;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.Violation;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/**
 * One training run in process: takes batches, keeps the posteriors, answers with directions.
 *
 * <p>The state is deterministic: the same calls in the same order give the same answers. Not
 * thread-safe: one thread at a time. Every call either completes or throws and leaves the state as
 * it was.
 */
public final class Aggregator implements AutoCloseable {
  private final RunState state;

  /** A step that counts, whose evidence has still to be added. */
  private StepRun unsettled;

  private Aggregator(RunState state) {
    this.state = state;
  }

  /** A fresh run, in warm-up. The engine stays the caller's and must outlive the run. */
  public static Aggregator create(AggregationSpec spec, Engine engine) {
    return new Aggregator(new RunState(spec, engine));
  }

  /**
   * A run that goes on where the saved one was: its answers are those of a run that was never
   * interrupted, bit for bit with the same program on the same kind of machine.
   *
   * @param spec what the saved run was made for
   * @param engine stays the caller's and must outlive the run
   * @param in read up to the last value that {@link #save} wrote, not beyond
   * @throws org.bayesagg.math.state.UnknownStateVersionException if the layout is not known
   * @throws org.bayesagg.math.state.CorruptStateException if no run of this specification can have
   *     written it; nothing is kept then
   */
  public static Aggregator restore(AggregationSpec spec, Engine engine, StateInput in) {
    StateHeader.check(spec, in);
    RunState state = new RunState(spec, engine);
    try {
      state.load(in);
      return new Aggregator(state);
    } catch (RuntimeException | Error e) {
      state.close();
      throw e;
    }
  }

  /**
   * Memory that a run takes whose steps have at most {@code maxExamples} examples, on an engine of
   * {@code threads} threads.
   *
   * @throws ArithmeticException if a dimension overflows
   */
  public static Footprint footprint(AggregationSpec spec, int maxExamples, int threads) {
    return new MemoryPlan(spec, maxExamples, threads).footprint();
  }

  /** What the run was made for. */
  public AggregationSpec spec() {
    return state.spec;
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
    return state.engine.shift(
        () -> {
          addEvidence();
          return counted(shards, outputs);
        });
  }

  private StepResult counted(List<Batch> shards, StepOutputs outputs) {
    StepData step = state.assembly.assemble(shards);
    state.checkRoom(step.examples());
    List<List<StepData>> resolved = new ArrayList<>();
    try {
      if (resolve(step, resolved)) {
        step = state.assembly.restore(step);
      }
      StepRun run = new StepRun(state, step, outputs);
      StepResult result = run.compute();
      FiniteResult.require(state.engine, result);
      run.commit();
      unsettled = run;
      return result;
    } catch (RuntimeException e) {
      for (int t = 0; t < resolved.size(); t++) {
        state.posteriors[t].unresolve(resolved.get(t));
      }
      throw e;
    }
  }

  /** Adds the evidence of the last step, if that has not been done. */
  public void settle() {
    if (unsettled != null) {
      state.engine.aside(this::addEvidence);
    }
  }

  private boolean addEvidence() {
    boolean waited = unsettled != null;
    if (waited) {
      unsettled.addEvidence();
      unsettled = null;
    }
    return waited;
  }

  /**
   * Throws what {@link #step} would for this shard's values and outputs; changes nothing. For
   * callers that join the shards of several senders, so that one of them cannot fail the others.
   *
   * @throws InvalidBatchException if a value may not reach the maths, or an output cannot be had
   */
  public void check(Batch shard, StepOutputs outputs) {
    BatchCheck.check(state.spec, shard);
    if (outputs.weights()
        && !new WeightRule(state.spec).byBatch()
        && state.spec.weightGranularity() == WeightGranularity.DIMENSION) {
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

  /**
   * Evaluates the stored epoch of every task whose head comes with this step for the first time.
   */
  private boolean resolve(StepData step, List<List<StepData>> resolved) {
    boolean any = false;
    for (int t = 0; t < state.posteriors.length; t++) {
      resolved.add(
          state.posteriors[t].resolve(step.tasks()[t], t, state.assembly, state.workspaces));
      any |= !resolved.get(t).isEmpty();
    }
    return any;
  }

  /** Closes the running epoch: its evidence becomes the next one's prior. */
  public void closeEpoch() {
    settle();
    state.closeEpoch();
  }

  /** Whether a prior stands: {@code warmupEpochs} epochs have been closed. */
  public boolean hasPrior() {
    return state.hasPrior();
  }

  /**
   * A copy of a task's posterior: the running epoch's prior, or under forgetting the evidence kept.
   *
   * @throws NoPriorException in warm-up, and under EXACT_EPOCH before the epoch's first heads
   */
  public PosteriorView posterior(int task, boolean precision, boolean covariance) {
    requirePrior(task);
    TaskSpec spec = state.spec.tasks().get(task);
    PrecisionShape shape = PrecisionShape.of(spec, state.spec.featureDim());
    StepData none = queries(new float[state.spec.featureDim()], 1);
    TaskRun run = PriorRun.of(state, task, none);
    return new PosteriorView(
        run.meanAlone(state.workspaces[0]),
        precision ? run.precision(state.workspaces[0]) : null,
        covariance ? run.covariance(state.workspaces[0]) : null,
        shape.matrixShape());
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
    requirePrior(task);
    BatchCheck.features(state.spec, features, examples);
    int outputs = state.spec.tasks().get(task).outputs();
    float[] mean = new float[Math.multiplyExact(examples, outputs)];
    float[] variance = new float[mean.length];
    TaskRun run = PriorRun.of(state, task, queries(features, examples));
    run.prepareMean(state.workspaces[0]);
    run.predict(mean, variance, state.workspaces[0]);
    return new Prediction(mean, variance);
  }

  private StepData queries(float[] features, int examples) {
    return state.assembly.restore(
        new StepData(
            examples,
            state.spec.featureDim(),
            features,
            null,
            new int[] {0, examples},
            null,
            new TaskData[state.spec.tasks().size()]));
  }

  private void requirePrior(int task) {
    settle();
    if (!hasPrior()) {
      throw new NoPriorException(state.spec.warmupEpochs() - state.epochsClosed);
    }
    if (state.posteriors[task].unresolved()) {
      throw new NoPriorException(state.spec.tasks().get(task).name());
    }
  }

  /** Labelled examples counted for a task since the run began. */
  public long evidenceCount(int task) {
    return state.evidenceCounts[task];
  }

  /** Running mean losses of a task's rows; empty before the first label. */
  public double[] runningLoss(int task) {
    return state.losses[task].values();
  }

  /**
   * Writes everything that later answers depend on; changes none of them. Settles first, and waits
   * for covariances that are being made. Cost one pass over the evidence, through a small buffer.
   */
  public void save(StateOutput out) {
    settle();
    StateHeader.save(state.spec, out);
    state.save(out);
  }

  /**
   * Bytes that {@link #save} would write now: exact where nothing is unsettled and no covariance is
   * being made, else about so many. Cheap: neither waits nor settles.
   */
  public long savedBytes() {
    return StateHeader.savedBytes(state.spec) + state.savedBytes();
  }

  @Override
  public void close() {
    state.close();
  }
}
