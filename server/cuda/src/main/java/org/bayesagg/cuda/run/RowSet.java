package org.bayesagg.cuda.run;

/**
 * Rows whose gradients are quadratic in their centre μ and the products c, as the kernels take
 * them: members of their structure {@code Rows}.
 *
 * @param words the members
 * @param first the first column, among the group's
 * @param columns how many
 * @param taskOf of the columns, from the group's first on
 * @param rowOf likewise
 */
record RowSet(long[] words, int first, int columns, long taskOf, long rowOf) {

  /** Puts the members in their order. */
  static long[] words(
      long products,
      Centre centre,
      long diagonal,
      long factors,
      long scale,
      long blockOf,
      int ldc,
      int ldd,
      int n,
      int d,
      int first,
      int columns,
      int firstBlock) {
    return new long[] {
      products,
      centre.weights(),
      diagonal,
      factors,
      scale,
      blockOf,
      centre.shardStride(),
      centre.ld(),
      ldc,
      ldd,
      n,
      d,
      first,
      columns,
      firstBlock
    };
  }

  /**
   * The weights about which moments are taken, on the device.
   *
   * @param weights by shard and column, float32
   * @param shardStride values from one shard's to the next's; 0 where all have the same
   * @param ld values from one column's to the next's
   * @param logits z [n, columns of the group] at them
   */
  record Centre(long weights, long shardStride, int ld, long logits) {}
}
