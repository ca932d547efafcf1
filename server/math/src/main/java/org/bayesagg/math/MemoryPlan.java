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
   * alone.
   */
  private long copies(PrecisionShape shape) {
    boolean held = spec.refreshInterval() > 1 && !shape.diagonal();
    if (spec.forgetting()) {
      return held ? 2 : 1;
    }
    long evidence = spec.priorRefresh() instanceof PriorRefresh.StreamingEpoch ? 2 : 1;
    return shape.diagonal() ? evidence : evidence + 1;
  }

  /** Working memory of one block. */
  private long block(TaskSpec task, PrecisionShape shape) {
    long q = shape.size();
    long p = task.weights(spec.featureDim());
    long precision = shape.diagonal() ? q : q * q;
    long inputs = 2 * n * p;
    long examples = Math.min(n, q);
    long lowRank = spec.forgetting() || shape.diagonal() ? 0 : examples * (q + examples + n);
    long classes = 0;
    if (task.likelihood() == LikelihoodKind.CATEGORICAL) {
      long k = task.outputs() - 1L;
      long d = spec.featureDim();
      long points = task.outputs() > 2 ? LogitPoints.mostPoints(task.outputs() - 1) : 0;
      long phi = (k + k * k) * (points + d) + k * k * (p + d) + points * d;
      boolean variance = spec.weightStatistic() == WeightStatistic.VARIANCE;
      classes = phi + (4L << 20) * 2 + (variance ? (k + 1) * (k + 1) * d : 0);
      classes += shape.blocks() > 1 ? n * p * task.outputs() : 0;
    }
    return Double.BYTES * (precision + inputs + lowRank + classes);
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
