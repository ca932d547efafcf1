package org.bayesagg.math;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.BatchCheck;
import org.bayesagg.math.posterior.PrecisionShape;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** A run on the CPU. */
final class CpuRun implements Run {
  private final RunState state;

  /** A step that counts, whose evidence has still to be added. */
  private StepRun unsettled;

  /** Takes the state over. */
  CpuRun(RunState state) {
    this.state = state;
  }

  @Override
  public String engine() {
    return "cpu";
  }

  @Override
  public StepResult begin(List<Batch> shards, StepOutputs outputs) {
    return state.algebra.shift(
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
      FiniteResult.require(state.algebra, result);
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

  @Override
  public void settle() {
    if (unsettled != null) {
      state.algebra.aside(this::addEvidence);
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

  @Override
  public void closeEpoch() {
    settle();
    state.closeEpoch();
  }

  @Override
  public boolean hasPrior() {
    return state.hasPrior();
  }

  @Override
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

  @Override
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

  @Override
  public long evidenceCount(int task) {
    return state.evidenceCounts[task];
  }

  @Override
  public double[] runningLoss(int task) {
    return state.losses[task].values();
  }

  /** Waits for covariances that are being made. */
  @Override
  public void save(StateOutput out) {
    settle();
    StateHeader.save(state.spec, out);
    state.save(out);
  }

  /**
   * Exact where nothing is unsettled and no covariance is being made; neither waits nor settles.
   */
  @Override
  public long savedBytes() {
    return StateHeader.savedBytes(state.spec) + state.savedBytes();
  }

  @Override
  public void close() {
    state.close();
  }
}
