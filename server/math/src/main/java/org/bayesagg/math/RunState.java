package org.bayesagg.math;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.aggregation.RunningLoss;
import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.posterior.EpochFullException;
import org.bayesagg.math.posterior.TaskPosterior;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.step.StepAssembly;
import org.bayesagg.math.step.StepData;

/** Everything that a run keeps from step to step, and the memory it works in. Not thread-safe. */
final class RunState implements AutoCloseable {
  final AggregationSpec spec;
  final Engine engine;
  final StepAssembly assembly;

  /** One for each of the engine's threads; the first is also the caller's. */
  final Workspace[] workspaces;

  /** Arrays of each block's moments in a group, until the group has been added up. */
  private final List<Workspace> kept = new ArrayList<>();

  final TaskPosterior[] posteriors;
  final RunningLoss[] losses;
  final long[] evidenceCounts;
  int epochsClosed;
  long bayesianSteps;

  /** Divisor of FIRST: [1] or [d]; null until there is one. */
  float[] firstDivisor;

  /** Steps of the running epoch under EXACT_EPOCH. */
  private List<StepData> stored = new ArrayList<>();

  private long storedExamples;

  RunState(AggregationSpec spec, Engine engine) {
    this.spec = spec;
    this.engine = engine;
    this.workspaces = new Workspace[engine.threads()];
    for (int i = 0; i < workspaces.length; i++) {
      workspaces[i] = new Workspace(engine);
    }
    this.assembly = new StepAssembly(spec, engine, new Workspace(engine));
    int tasks = spec.tasks().size();
    this.posteriors = new TaskPosterior[tasks];
    this.losses = new RunningLoss[tasks];
    this.evidenceCounts = new long[tasks];
    for (int t = 0; t < tasks; t++) {
      posteriors[t] = new TaskPosterior(spec, spec.tasks().get(t), engine);
      losses[t] = RunningLoss.none(spec.tasks().get(t).rows(), spec.lossDecay());
    }
  }

  /** One workspace for each block of a group. */
  List<Workspace> keptBy(int blocks) {
    while (kept.size() < blocks) {
      kept.add(new Workspace(engine));
    }
    return kept;
  }

  boolean hasPrior() {
    return epochsClosed >= spec.warmupEpochs();
  }

  /** Refuses a step for which the stored epoch has no room. */
  void checkRoom(int examples) {
    if (spec.priorRefresh() instanceof PriorRefresh.ExactEpoch exact
        && storedExamples + examples > exact.maxExamples()) {
      throw new EpochFullException(exact.maxExamples(), storedExamples + examples);
    }
  }

  /** Keeps a step's examples for the evaluation at the next epoch's heads. */
  void store(StepData step) {
    if (spec.priorRefresh() instanceof PriorRefresh.ExactEpoch) {
      stored.add(StoredStep.of(step));
      storedExamples += step.examples();
    }
  }

  void closeEpoch() {
    for (TaskPosterior posterior : posteriors) {
      posterior.closeEpoch(stored);
    }
    stored = new ArrayList<>();
    storedExamples = 0;
    epochsClosed++;
  }

  @Override
  public void close() {
    for (TaskPosterior posterior : posteriors) {
      posterior.close();
    }
    for (Workspace workspace : workspaces) {
      workspace.close();
    }
    kept.forEach(Workspace::close);
    assembly.close();
  }
}
