package org.bayesagg.math.posterior;

import java.util.List;
import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.likelihood.Likelihood;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.LowerRows;
import org.bayesagg.math.state.StateCheck;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.step.StepAssembly;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/**
 * What is kept of one task from step to step: the evidence of the prior and of the running epoch.
 *
 * <p>STREAMING_EPOCH adds each step's evidence to the running epoch's; at its close that becomes
 * the prior's. EXACT_EPOCH evaluates the stored epoch when the next one's first head arrives.
 * FORGETTING keeps one evidence: ρ · kept + the last step's. Not thread-safe.
 */
public final class TaskPosterior implements AutoCloseable {
  private final TaskSpec task;
  private final PriorRefresh refresh;
  private final PriorCovariance priorCovariance;
  private final HeldCovariances held;
  private final StepGrams stepGrams;
  private final SingleFactors singles;
  private Evidence prior;
  private Evidence running;
  private List<StepData> unresolved = List.of();

  /** No evidence. */
  public TaskPosterior(AggregationSpec spec, TaskSpec task, Algebra algebra) {
    this.task = task;
    this.refresh = spec.priorRefresh();
    PrecisionShape shape = PrecisionShape.of(task, spec.featureDim());
    this.prior = Evidence.none(shape, algebra);
    this.running =
        refresh instanceof PriorRefresh.StreamingEpoch ? Evidence.none(shape, algebra) : null;
    this.priorCovariance = new PriorCovariance(shape, algebra);
    this.singles = new SingleFactors(shape, forgetting());
    this.stepGrams = new StepGrams(shape, algebra, singles.counted(), this::wellConditioned);
    this.held =
        spec.refreshInterval() > 1
            ? new HeldCovariances(shape, algebra, spec.refreshInterval())
            : null;
  }

  private boolean wellConditioned(int block) {
    return held != null && held.single(block);
  }

  /** The evidence of the prior, or under forgetting the evidence kept. */
  Evidence prior() {
    return prior;
  }

  /** The task. */
  TaskSpec task() {
    return task;
  }

  /** Σ₀ by block; of use only where the prior stands for many steps. */
  PriorCovariance priorCovariance() {
    return priorCovariance;
  }

  /** H of the step being worked on. */
  StepGrams stepGrams() {
    return stepGrams;
  }

  /** Where float32 is tried. */
  SingleFactors singles() {
    return singles;
  }

  /** Covariances in use for several steps; null where every step makes its own. */
  HeldCovariances held() {
    return held;
  }

  /** Whether the prior changes with every step. */
  boolean forgetting() {
    return refresh instanceof PriorRefresh.Forgetting;
  }

  /** Whether a stored epoch still waits for a head. */
  public boolean unresolved() {
    return !unresolved.isEmpty();
  }

  /** The stored epoch that waits for a head; empty where none does. */
  public List<StepData> waiting() {
    return unresolved;
  }

  /**
   * Evaluates the stored epoch at the first head that came with a step, if one waits. Can be undone
   * with {@link #unresolve} until the step counts.
   *
   * @return the epoch that was evaluated; empty where none waited
   */
  public List<StepData> resolve(
      TaskData data, int taskIndex, StepAssembly assembly, Workspace[] workspaces) {
    if (unresolved.isEmpty() || data == null) {
      return List.of();
    }
    float[] head = firstHead(data);
    prior.clear();
    for (StepData stored : unresolved) {
      if (stored.tasks()[taskIndex] != null) {
        StepData step = assembly.restore(stored);
        TaskData at = assembly.atHead(step, stored.tasks()[taskIndex], head);
        Curvature curvature = Likelihood.of(task.likelihood()).curvature(at);
        prior.add(step, at, curvature, null, 1, workspaces);
      }
    }
    priorCovariance.invalidate();
    List<StepData> resolved = unresolved;
    unresolved = List.of();
    return resolved;
  }

  /** The step did not count: the epoch waits again. */
  public void unresolve(List<StepData> epoch) {
    if (!epoch.isEmpty()) {
      unresolved = epoch;
    }
  }

  private static float[] firstHead(TaskData data) {
    for (float[] head : data.heads()) {
      if (head != null) {
        return head;
      }
    }
    throw new IllegalStateException("a covered task has a head");
  }

  /** Counts a step's evidence of this task. */
  public void commit(StepData step, TaskData data, Curvature curvature, Workspace[] workspaces) {
    if (refresh instanceof PriorRefresh.Forgetting forgetting) {
      prior.add(step, data, curvature, stepGrams, forgetting.factor(), workspaces);
    } else if (running != null) {
      running.add(step, data, curvature, stepGrams, 1, workspaces);
    }
    stepGrams.forget();
  }

  /**
   * Begins the next covariances that are due, where they serve for several steps.
   *
   * @param done steps with a prior so far
   */
  public void refresh(long done) {
    if (held != null) {
      held.begin(done, prior, task.priorVariance(), "task " + task.name());
    }
  }

  /**
   * Takes up the covariances that the next step is to use.
   *
   * @param done steps with a prior so far
   */
  public void takeUp(long done) {
    if (held != null) {
      held.takeUp(done);
    }
  }

  /**
   * Closes the epoch.
   *
   * @param stored the epoch's steps under EXACT_EPOCH; empty otherwise
   */
  public void closeEpoch(List<StepData> stored) {
    if (running != null) {
      Evidence old = prior;
      prior = running;
      running = old;
      running.clear();
      priorCovariance.invalidate();
    } else if (refresh instanceof PriorRefresh.ExactEpoch) {
      unresolved = stored;
      if (stored.isEmpty()) {
        prior.clear();
        priorCovariance.invalidate();
      }
    }
  }

  /**
   * Writes all but the stored epoch, of which only whether it waits. Covariances that are being
   * made are waited for; Σ₀ is not written, since the prior tells it.
   */
  public void save(StateOutput out, LowerRows rows) {
    prior.save(out, rows);
    if (running != null) {
      running.save(out, rows);
    }
    out.writeInt(unresolved() ? 1 : 0);
    singles.save(out);
    if (held != null) {
      held.save(out, rows);
    }
  }

  /**
   * Becomes what was saved; must be fresh. After an exception it can only be closed.
   *
   * @param epoch the stored epoch that waits for heads, if this task waits; kept
   * @param done steps with a prior so far
   * @throws CorruptStateException if that is none of this task
   */
  public void load(StateInput in, List<StepData> epoch, long done, LowerRows rows) {
    String what = "task " + task.name();
    prior.load(in, rows, what);
    if (running != null) {
      running.load(in, rows, what);
    }
    if (StateCheck.flag(in, "whether an epoch waits for " + what)) {
      if (epoch.isEmpty()) {
        throw new CorruptStateException("no epoch that could wait for " + what);
      }
      unresolved = epoch;
    }
    singles.load(in, what);
    if (held != null) {
      held.load(in, done, rows, what);
    }
  }

  /** Bytes that {@link #save} writes; guessed for covariances that are being made. */
  public long savedBytes() {
    return prior.savedBytes()
        + (running == null ? 0 : running.savedBytes())
        + Integer.BYTES
        + singles.savedBytes()
        + (held == null ? 0 : held.savedBytes());
  }

  @Override
  public void close() {
    prior.close();
    if (running != null) {
      running.close();
    }
    priorCovariance.close();
    stepGrams.close();
    if (held != null) {
      held.close();
    }
  }
}
