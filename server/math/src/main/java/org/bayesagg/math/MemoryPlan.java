package org.bayesagg.math;

import org.bayesagg.math.likelihood.LogitPoints;
import org.bayesagg.math.posterior.PrecisionShape;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.WeightStatistic;

/** Counts beforehand what a run will take. */
final class MemoryPlan {
  private final AggregationSpec spec;
  private final long n;
  private final int threads;

  MemoryPlan(AggregationSpec spec, int maxExamples, int threads) {
    this.spec = spec;
    this.n = maxExamples;
    this.threads = threads;
  }

  Footprint footprint() {
    long state = 0;
    long block = 0;
    long labels = 0;
    for (TaskSpec task : spec.tasks()) {
      PrecisionShape shape = PrecisionShape.of(task, spec.featureDim());
      state +=
          copies(shape) * shape.precisionBytes() + 3L * Double.BYTES * shape.informationLength();
      block = Math.max(block, block(task, shape));
      // Labels, weights, logits, residuals, curvature: by example and output.
      labels += n * task.outputs() * (4L + 8 * 5) + n * 4;
    }
    long d = spec.featureDim();
    long rows = Math.min(spec.rows(), Math.max(1, (64L << 20) / Math.max(1, 3 * n * d)));
    long products = 3L * Float.BYTES * n * d * rows;
    long sums = n * (d + 1) * 8 + n * d * Float.BYTES * 3;
    long store =
        spec.priorRefresh() instanceof PriorRefresh.ExactEpoch exact
            ? 2 * exact.maxExamples() * storedExample()
            : 0;
    return new Footprint(state, block * threads + labels + products + sums, store);
  }

  /**
   * Copies of the precision: prior, running epoch and prior covariance, or what is kept, or prior
   * alone; and H of a step where Λ is factored.
   */
  private long copies(PrecisionShape shape) {
    boolean held = spec.refreshInterval() > 1 && !shape.diagonal();
    long step = !shape.diagonal() && !shape.coupled() && factors(shape) ? 1 : 0;
    if (spec.forgetting()) {
      return (held ? 2 : 1) + step;
    }
    long evidence = spec.priorRefresh() instanceof PriorRefresh.StreamingEpoch ? 2 : 1;
    return shape.diagonal() ? evidence : evidence + 1 + step;
  }

  /** Whether Λ may have to be factored in a step. */
  private boolean factors(PrecisionShape shape) {
    return spec.forgetting() || !PrecisionShape.fewExamples(n, shape);
  }

  /** Working memory of one block. */
  private long block(TaskSpec task, PrecisionShape shape) {
    long q = shape.size();
    long p = task.weights(spec.featureDim());
    if (shape.diagonal()) {
      return Double.BYTES * (q + 2 * n * p) + classes(task, p);
    }
    long k = Math.max(1, shape.contrasts());
    // Λ and W in float64, both again in float32; Σ where coupled.
    long precision = q * q * (shape.coupled() ? 4 : 3) * Double.BYTES;
    // Weighted inputs in float64; products and what they are made from in float32.
    long products = n * p * Double.BYTES + 3 * n * k * q * Float.BYTES;
    long rows = factors(shape) && !spec.forgetting() ? 0 : Math.min(n * k, q);
    long lowRank = spec.forgetting() ? 0 : rows * rows * 3 * Double.BYTES;
    return precision + products + lowRank + classes(task, p);
  }

  /** Scratch of one thread for the moments of a task of more than two classes. */
  private long classes(TaskSpec task, long p) {
    if (task.likelihood() != LikelihoodKind.CATEGORICAL) {
      return 0;
    }
    long k = task.outputs() - 1L;
    long size = k + k * k;
    long d = spec.featureDim();
    long points = k > 1 ? LogitPoints.mostPoints((int) k) : 0;
    boolean variance = spec.weightStatistic() == WeightStatistic.VARIANCE;
    long samples = variance ? points * (size * 4 + d * 2) : 0;
    return Float.BYTES * (k * k * p + size * d * 2 + samples + n * p * task.outputs());
  }

  /** Features, labels and weights of one stored example. */
  private long storedExample() {
    long floats = spec.featureDim() + 1L;
    for (TaskSpec task : spec.tasks()) {
      floats += task.outputs() + 1L;
    }
    return floats * Float.BYTES;
  }
}
