package org.bayesagg.client;

/** Where a session stands. */
public enum SessionPhase {
  /** No prior yet: directions are those of warm-up. */
  WARMUP,
  /** A prior stands: directions use the posterior. */
  BAYESIAN
}
