package org.bayesagg.client;

import java.util.List;

/**
 * The answer to a contribution. The caller owns the arrays.
 *
 * @param direction dL/dfeatures [n, d], to be backpropagated; null where left out
 * @param weights [rows], [rows, d] or [n, rows], rows in the order of the tasks; null unless asked
 * @param tasks the tasks in the order of the configuration; empty unless something of them was
 *     asked
 * @param phase whether a prior stood
 * @param duplicate the contribution had been counted before; this is the first answer again
 * @param late it came after its step or epoch had closed and was a batch of its own
 * @param countedEpoch the epoch into which the evidence counted
 * @param contributions contributions of the step
 * @param examples examples of the step over all contributions
 * @param jitter diagonal jitter that factorisations needed: 0 nearly always
 * @param worker the contribution's worker
 * @param epoch the contribution's epoch
 * @param step the contribution's step
 * @param timings server time by phase; null unless asked
 */
public record StepAnswer(
    DenseArray direction,
    DenseArray weights,
    List<TaskAnswer> tasks,
    SessionPhase phase,
    boolean duplicate,
    boolean late,
    long countedEpoch,
    int contributions,
    long examples,
    double jitter,
    String worker,
    long epoch,
    long step,
    StepTimings timings) {

  /** Copies the list. */
  public StepAnswer {
    tasks = List.copyOf(tasks);
  }

  /** The answer's part of this task; null where the answer has none. */
  public TaskAnswer task(String name) {
    return tasks.stream().filter(task -> task.task().equals(name)).findFirst().orElse(null);
  }
}
