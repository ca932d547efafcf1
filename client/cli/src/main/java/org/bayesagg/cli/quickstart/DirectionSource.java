package org.bayesagg.cli.quickstart;

import java.util.concurrent.CompletableFuture;

/** Who turns the gradients of all tasks into one direction. Closed at the end of the run. */
interface DirectionSource extends AutoCloseable {

  /**
   * Asks for the direction dL/dh [n, d] of a step, which the caller owns when it comes. The heads
   * must not change before.
   */
  CompletableFuture<float[]> direction(Step step);

  /** Says that the last step of an epoch was answered. */
  void finishEpoch(int epoch);

  @Override
  void close();
}
