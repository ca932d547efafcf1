package org.bayesagg.math;

/** A posterior was asked for in warm-up. */
public final class NoPriorException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Says how many epochs of warm-up are still to close. */
  public NoPriorException(int epochsLeft) {
    super("no prior yet: " + epochsLeft + " epoch(s) of warm-up are still to be finished");
  }

  /** An exact epoch's prior of a task is evaluated at the heads of the next epoch's first step. */
  public NoPriorException(String task) {
    super("no prior yet of task " + task + ": it is evaluated at the next contribution's head");
  }
}
