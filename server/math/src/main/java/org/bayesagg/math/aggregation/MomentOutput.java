package org.bayesagg.math.aggregation;

/**
 * Takes gradient moments as they are evaluated, from several threads, each example and row once.
 */
@FunctionalInterface
public interface MomentOutput {
  /**
   * One row of one example.
   *
   * @param mean [d], valid during the call
   * @param variance [d], likewise
   */
  void take(int task, int row, int example, float[] mean, float[] variance);
}
