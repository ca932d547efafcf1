package org.bayesagg.math.batch;

import java.util.List;

/**
 * A shard of one step: examples and what is known of them. Arrays are lent, never modified.
 *
 * @param examples n, at least 1
 * @param features h [n, d] row-major
 * @param tasks one for each task of the specification, in its order; null where not covered
 * @param exampleWeights [n], at least 0; null: all 1
 */
public record Batch(int examples, float[] features, List<TaskBatch> tasks, float[] exampleWeights) {
  /** The weight of example {@code i}. */
  public float weight(int i) {
    return exampleWeights == null ? 1 : exampleWeights[i];
  }
}
