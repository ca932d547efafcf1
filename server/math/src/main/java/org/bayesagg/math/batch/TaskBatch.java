package org.bayesagg.math.batch;

/**
 * One task's part of a batch of n examples. Arrays are lent, never modified.
 *
 * @param observation labels or output gradients
 * @param mask [n], 0 where the label is missing; null: all are there
 * @param head W [o, d + 1] row-major, bias last
 */
public record TaskBatch(Observation observation, byte[] mask, float[] head) {
  /** Whether example {@code i} has a label. */
  public boolean labelled(int i) {
    return mask == null || mask[i] != 0;
  }
}
