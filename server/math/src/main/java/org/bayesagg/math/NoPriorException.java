package org.bayesagg.math;

/** A posterior was asked for in warm-up. */
public final class NoPriorException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Says how many epochs of warm-up are still to close. */
  public NoPriorException(int epochsLeft) {
    super("no prior yet: " + epochsLeft + " epoch(s) of warm-up are still to be finished");
  }
}
