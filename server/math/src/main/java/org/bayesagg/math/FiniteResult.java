package org.bayesagg.math;

import java.util.Arrays;
import java.util.List;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.batch.Magnitude;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.spec.Violation;

/**
 * Whether an answer is finite. It is float32: values within the limits of a batch can still make
 * one that is too large. Such a step does not count.
 */
final class FiniteResult {
  /** Multiplications of a product that take as long as one value checked. */
  private static final int CHECK = 5;

  private FiniteResult() {}

  /** Throws where a value is not finite. Cost one pass. */
  static void require(Algebra algebra, StepResult result) {
    for (ShardResult shard : result.shards()) {
      for (float[] values : Arrays.asList(shard.direction(), shard.weights())) {
        require(algebra, values);
      }
      for (float[][] moments : Arrays.asList(shard.gradientMean(), shard.gradientVariance())) {
        for (int t = 0; moments != null && t < moments.length; t++) {
          require(algebra, moments[t]);
        }
      }
    }
  }

  private static void require(Algebra algebra, float[] values) {
    if (values == null) {
      return;
    }
    int pieces = (values.length + Magnitude.PIECE - 1) / Magnitude.PIECE;
    boolean[] beyond = new boolean[pieces];
    algebra.parallel(
        pieces,
        (double) CHECK * values.length,
        (slot, i) -> {
          int from = i * Magnitude.PIECE;
          int to = Math.min(values.length, from + Magnitude.PIECE);
          beyond[i] = Magnitude.firstBeyond(values, from, to, Float.MAX_VALUE) >= 0;
        });
    for (boolean bad : beyond) {
      if (bad) {
        throw new InvalidBatchException(
            List.of(
                new Violation(
                    "features",
                    "values that, with the labels and heads, make an answer beyond float32",
                    "features, labels and heads of moderate scale")));
      }
    }
  }
}
