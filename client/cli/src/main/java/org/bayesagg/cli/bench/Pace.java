package org.bayesagg.cli.bench;

/** When the steps of one worker begin. Not thread-safe: each worker has its own. */
interface Pace {
  /** No further step. */
  long OVER = Long.MIN_VALUE;

  /** Waits until the next step's turn; the time from which its latency counts, or {@link #OVER}. */
  long next();
}
