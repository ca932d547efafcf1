package org.bayesagg.cli.quickstart;

/** Who turns the gradients of all tasks into one direction. Closed at the end of the run. */
interface DirectionSource extends AutoCloseable {

  /** dL/dh [n, d] for a step; the caller owns it. */
  float[] direction(Step step);

  /** Says that the last step of an epoch was answered. */
  void finishEpoch(int epoch);

  @Override
  void close();
}
