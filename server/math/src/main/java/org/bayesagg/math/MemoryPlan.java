package org.bayesagg.math;

import org.bayesagg.math.posterior.PrecisionShape;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.LikelihoodKind.Relation;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.WeightNormalisation;

/**
 * Counts beforehand what a run will take whose steps have {@code maxExamples} examples.
 *
 * <p>Every term is a matrix or an array that the code keeps, by the name that it has there, so that
 * the sum is within a few percent of what is then measured. What depends on the data is taken as it
 * is with features of unit scale: whether float32 is good enough for a factor. Steps so much
 * smaller that they take the low-rank form where the largest would not, add its matrices.
 */
final class MemoryPlan {
  /** As in {@code StepRun}: products held at the same time, in floats, of which 3 count. */
  private static final long GROUP_FLOATS = 64L << 20;

  /** As in {@code Pieces}: multiplications for which a second thread pays. */
  private static final double WORTH = 2e6;

  /** As in {@code QuadraticRow}: floats of an example and row. */
  private static final long FACTORS = 7;

  /** As in {@code Inputs}: rows that are laid out at a time. */
  private static final long INPUT_TILE = 64;

  private final AggregationSpec spec;
  private final long n;
  private final long d;
  private final int threads;

  MemoryPlan(AggregationSpec spec, int maxExamples, int threads) {
    this.spec = spec;
    this.n = maxExamples;
    this.d = spec.featureDim();
    this.threads = threads;
  }

  Footprint footprint() {
    long state = 0;
    long largestBlock = 0;
    long largestTask = 0;
    long step = 0;
    long blocks = 0;
    boolean wide = false;
    for (TaskSpec task : spec.tasks()) {
      PrecisionShape shape = PrecisionShape.of(task, spec.featureDim());
      BlockMemory block = new BlockMemory(spec, task, shape, n);
      state += state(shape, block);
      largestBlock = Math.max(largestBlock, block.bytes());
      largestTask = Math.max(largestTask, task(task, shape, block));
      step += stepArrays(task, shape);
      blocks += momentBlocks(task);
      wide |= block.wideInputs();
    }
    long inputs = (n + INPUT_TILE) * (d + 1) * Float.BYTES;
    inputs += wide ? n * (d + 1) * Double.BYTES : 0;
    long working = largestBlock * slots(blocks) + kept(blocks) + inputs + sums();
    long scratch = working + largestTask + step;
    long store =
        spec.priorRefresh() instanceof PriorRefresh.ExactEpoch exact
            ? 2 * exact.maxExamples() * storedExample()
            : 0;
    return new Footprint(state, scratch, store);
  }

  /**
   * Kept from step to step: the evidence of the prior and of a running epoch; the covariance of a
   * prior that stands, in float32; covariances that serve for several steps; H of a step, which is
   * kept for its memory alone. Each with its vectors.
   */
  private long state(PrecisionShape shape, BlockMemory block) {
    long elements = shape.precisionBytes() / Double.BYTES;
    long vector = (long) Double.BYTES * shape.informationLength();
    long evidence = spec.priorRefresh() instanceof PriorRefresh.StreamingEpoch ? 2 : 1;
    long bytes = evidence * (shape.precisionBytes() + vector);
    if (block.lowRank()) {
      long diagonal = (long) shape.blocks() * shape.size() * Math.max(1, shape.contrasts());
      bytes += elements * Float.BYTES + vector + diagonal * Double.BYTES;
    }
    if (block.held()) {
      bytes += block.heldBytes();
    }
    return block.makesGrams() ? bytes + elements * block.factorBytes() : bytes;
  }

  /** Threads that work on blocks, each in its own workspace. */
  private long slots(long blocks) {
    return 2.0 * blocks * n * d * d < WORTH ? 1 : Math.min(threads, blocks);
  }

  private static long momentBlocks(TaskSpec task) {
    return task.likelihood().relation() == Relation.INDEPENDENT ? task.outputs() : 1;
  }

  /** Heads, logits and information of one task at a time, in float64. */
  private long task(TaskSpec task, PrecisionShape shape, BlockMemory block) {
    long o = task.outputs();
    long rows = shape.coupled() ? shape.contrasts() : o;
    long p = task.weights(spec.featureDim());
    long assembled = o * (d + 1) + n * o;
    long information = rows * (n + p);
    boolean mean = spec.gradientCentre() == GradientCentre.POSTERIOR;
    long residuals = mean && block.lowRank() ? rows * (n + p) : 0;
    return Double.BYTES * (assembled + information + residuals);
  }

  /**
   * What lasts for a step alone: labels and example weights, logits with and without the bias,
   * curvature (one ω a block, pull and slope), η and the mean.
   */
  private long stepArrays(TaskSpec task, PrecisionShape shape) {
    long o = task.outputs();
    long floats = n * o + n;
    long doubles = n * (o * (task.bias() ? 1 : 2) + shape.blocks() + 2 * o);
    long means = 2L * shape.informationLength();
    return floats * Float.BYTES + (doubles + means) * Double.BYTES;
  }

  /** Moments of the blocks of a group, until the group has been added up. */
  private long kept(long blocks) {
    long together = Math.max(1, Math.min(blocks, GROUP_FLOATS / Math.max(1, 3 * n * d)));
    long all = 0;
    long largest = 0;
    for (TaskSpec task : spec.tasks()) {
      long block = keptBlock(task);
      all += momentBlocks(task) * block;
      largest = Math.max(largest, block);
    }
    return Math.min(all, together * largest);
  }

  /**
   * Σx and xᵀΣx, and the factors of each row; of more than two classes the moments themselves, the
   * plain gradient, the expected one and its variance.
   */
  private long keptBlock(TaskSpec task) {
    if (task.likelihood().relation() == Relation.COUPLED && task.outputs() > 2) {
      return (BlockMemory.wantsVariance(spec) ? 3 : 2) * n * d * Float.BYTES;
    }
    long rows = task.rows() / momentBlocks(task);
    return n * (d * Float.BYTES + Double.BYTES + rows * FACTORS * Float.BYTES);
  }

  /**
   * Features as they came; numerator and, where the sum is divided, denominator of the direction.
   * The direction itself is among the answers that are kept.
   */
  private long sums() {
    long sums = spec.weightNormalisation() == WeightNormalisation.SUM ? 2 : 1;
    return n * d * Float.BYTES * (1 + sums);
  }

  /** Features, labels and weights of one stored example. */
  private long storedExample() {
    long floats = d + 1;
    for (TaskSpec task : spec.tasks()) {
      floats += task.outputs() + 1L;
    }
    return floats * Float.BYTES;
  }
}
