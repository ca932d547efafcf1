package org.bayesagg.math;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.aggregation.RunningLoss;
import org.bayesagg.math.aggregation.WeightRule;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.posterior.EpochFullException;
import org.bayesagg.math.posterior.TaskPosterior;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.LowerRows;
import org.bayesagg.math.state.StateCheck;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.step.StepAssembly;
import org.bayesagg.math.step.StepData;

/** Everything that a run keeps from step to step, and the memory it works in. Not thread-safe. */
final class RunState implements AutoCloseable {
  /** The last value of a state. */
  private static final int END = 0x454e44;

  final AggregationSpec spec;
  final Algebra algebra;
  final StepAssembly assembly;

  /** One for each of the algebra's threads; the first is also the caller's. */
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

  RunState(AggregationSpec spec, Algebra algebra) {
    this.spec = spec;
    this.algebra = algebra;
    this.workspaces = new Workspace[algebra.threads()];
    for (int i = 0; i < workspaces.length; i++) {
      workspaces[i] = new Workspace(algebra);
    }
    this.assembly = new StepAssembly(spec, algebra, new Workspace(algebra));
    int tasks = spec.tasks().size();
    this.posteriors = new TaskPosterior[tasks];
    this.losses = new RunningLoss[tasks];
    this.evidenceCounts = new long[tasks];
    for (int t = 0; t < tasks; t++) {
      posteriors[t] = new TaskPosterior(spec, spec.tasks().get(t), algebra);
      losses[t] = RunningLoss.none(spec.tasks().get(t).rows(), spec.lossDecay());
    }
  }

  /** One workspace for each block of a group. */
  List<Workspace> keptBy(int blocks) {
    while (kept.size() < blocks) {
      kept.add(new Workspace(algebra));
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

  /** Writes everything that later answers depend on. */
  void save(StateOutput out) {
    out.writeInt(epochsClosed);
    out.writeLong(bayesianSteps);
    out.writeInt(firstDivisor == null ? 0 : firstDivisor.length);
    if (firstDivisor != null) {
      out.writeFloats(firstDivisor, 0, firstDivisor.length);
    }
    for (int t = 0; t < losses.length; t++) {
      out.writeLong(evidenceCounts[t]);
      losses[t].save(out);
    }
    for (List<StepData> epoch : List.of(stored, waiting())) {
      out.writeInt(epoch.size());
      epoch.forEach(step -> StoredStep.save(step, out));
    }
    LowerRows rows = new LowerRows();
    for (TaskPosterior posterior : posteriors) {
      posterior.save(out, rows);
    }
    out.writeInt(END);
  }

  /** The stored epoch that waits for the heads of some tasks; empty where none does. */
  private List<StepData> waiting() {
    for (TaskPosterior posterior : posteriors) {
      if (posterior.unresolved()) {
        return posterior.waiting();
      }
    }
    return List.of();
  }

  /** Becomes what was saved; must be fresh. After an exception it can only be closed. */
  void load(StateInput in) {
    epochsClosed = StateCheck.upTo(Integer.MAX_VALUE, in, "closed epochs");
    bayesianSteps = StateCheck.count(in, "steps with a prior");
    if (bayesianSteps > 0 && !hasPrior()) {
      throw new CorruptStateException(bayesianSteps + " steps with a prior in warm-up");
    }
    loadDivisor(in);
    for (int t = 0; t < losses.length; t++) {
      String what = "task " + spec.tasks().get(t).name();
      evidenceCounts[t] = StateCheck.count(in, "labelled examples of " + what);
      losses[t] = losses[t].load(in, what);
    }
    stored = loadEpoch(in);
    storedExamples = examples(stored);
    List<StepData> waiting = loadEpoch(in);
    LowerRows rows = new LowerRows();
    for (TaskPosterior posterior : posteriors) {
      posterior.load(in, waiting, bayesianSteps, rows);
    }
    if (in.readInt() != END) {
      throw new CorruptStateException("no end after the last value");
    }
  }

  private void loadDivisor(StateInput in) {
    int width = new WeightRule(spec).width();
    int length = StateCheck.upTo(width, in, "length of the divisor");
    if (length == 0) {
      return;
    }
    if (length != width || spec.weightNormalisation() != WeightNormalisation.FIRST) {
      throw new CorruptStateException("a divisor of " + length + " values");
    }
    firstDivisor = new float[length];
    in.readFloats(firstDivisor, 0, length);
    for (float value : firstDivisor) {
      if (!(value > 0)) {
        throw new CorruptStateException("a divisor of " + value);
      }
    }
  }

  private List<StepData> loadEpoch(StateInput in) {
    List<StepData> epoch = new ArrayList<>();
    long room = spec.priorRefresh() instanceof PriorRefresh.ExactEpoch e ? e.maxExamples() : 0;
    int steps =
        StateCheck.upTo((int) Math.min(room, Integer.MAX_VALUE), in, "steps of a stored epoch");
    for (int s = 0; s < steps; s++) {
      StepData step = StoredStep.load(spec, in, room);
      room -= step.examples();
      epoch.add(step);
    }
    return epoch;
  }

  private static long examples(List<StepData> epoch) {
    return epoch.stream().mapToLong(StepData::examples).sum();
  }

  /** Bytes that {@link #save} writes; guessed for covariances that are being made. */
  long savedBytes() {
    long bytes = 5L * Integer.BYTES + Long.BYTES;
    bytes += firstDivisor == null ? 0 : (long) Float.BYTES * firstDivisor.length;
    for (int t = 0; t < losses.length; t++) {
      bytes += Long.BYTES + losses[t].savedBytes() + posteriors[t].savedBytes();
    }
    for (List<StepData> epoch : List.of(stored, waiting())) {
      bytes += epoch.stream().mapToLong(StoredStep::savedBytes).sum();
    }
    return bytes;
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
