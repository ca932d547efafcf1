package org.bayesagg.faults.play;

/** Sessions in which the order of the steps is determined, or does not matter. */
public enum Kind {
  /** One worker, forgetting: its own order. */
  ROBUST_SINGLE,
  /** Several workers, evidence of an epoch adds up in any order. */
  PAPER_INDEPENDENT,
  /** Steps wait for all workers, forgetting: the order of the steps. */
  ROBUST_SYNCHRONOUS,
  /** Steps wait for a moment; who comes late is a batch of its own. */
  PAPER_SYNCHRONOUS;

  /** Whether steps wait for several workers. */
  public boolean synchronous() {
    return this == ROBUST_SYNCHRONOUS || this == PAPER_SYNCHRONOUS;
  }

  /** Whether the presets are the paper's. */
  public boolean paper() {
    return this == PAPER_INDEPENDENT || this == PAPER_SYNCHRONOUS;
  }
}
