package org.bayesagg.math.likelihood;

/**
 * The weights of one block's outputs about which moments are taken; b outputs.
 *
 * @param weights by shard, row-major with {@code stride} values an output from {@code offset}, the
 *     first d of them those of the features; the same array for every shard where the centre is the
 *     posterior mean; null where a shard lacks the task
 * @param offset index of the block's first weight
 * @param stride values an output
 * @param logits z [N, b] at these weights, the centre's bias included
 */
public record Centre(float[][] weights, int offset, int stride, double[] logits) {
  /**
   * Feature weights of one output [d]; the caller's own, or null where the shard lacks the task.
   */
  float[] output(int shard, int output, int d) {
    float[] own = weights[shard];
    if (own == null) {
      return null;
    }
    float[] row = new float[d];
    System.arraycopy(own, offset + output * stride, row, 0, d);
    return row;
  }
}
