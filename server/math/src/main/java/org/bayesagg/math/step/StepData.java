package org.bayesagg.math.step;

import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;

/**
 * The examples of one step over all its shards, laid end to end.
 *
 * @param examples N
 * @param featureDim d
 * @param features h [N, d]; lent where there is one shard, the step's own otherwise
 * @param inputs x = [h; 1] [N, d + 1]; the aggregator's own
 * @param shardStart first example of each shard, and N at the end
 * @param exampleWeights [N], or null where all are 1
 * @param tasks by task; null where no shard covers it
 */
public record StepData(
    int examples,
    int featureDim,
    float[] features,
    Inputs inputs,
    int[] shardStart,
    float[] exampleWeights,
    TaskData[] tasks) {

  /** The shard of an example. */
  public int shardOf(int example) {
    int shard = 0;
    while (example >= shardStart[shard + 1]) {
      shard++;
    }
    return shard;
  }

  /** Shards. */
  public int shards() {
    return shardStart.length - 1;
  }

  /** x without the 1 where {@code p} is d, with it where {@code p} is d + 1: a view [N, p]. */
  public Matrix inputs(int p, Precision precision) {
    return inputs.of(precision).view(0, 0, examples, p);
  }

  /** The largest sum of a feature's squares over the examples. */
  public double largestSquareSum() {
    return inputs.largestSquareSum();
  }
}
