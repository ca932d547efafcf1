package org.bayesagg.cuda.run;

import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightStatistic;

/** Weights λ = max(statistic, floor)^(−s) of rows, where they are not made as rows are summed. */
final class WeightPhase {
  // As in the kernels.
  private static final int PLAIN = 0;
  private static final int OF_ROW = 1;
  private static final int OF_DIMENSION = 2;
  private static final int OF_EXAMPLE = 3;
  private static final int OF_VARIANCE = 4;

  private final StepContext step;
  private final AggregationSpec spec;
  private final int mode;

  WeightPhase(StepContext step, boolean bayesian) {
    this.step = step;
    this.spec = step.spec;
    this.mode = mode(spec, bayesian);
  }

  private static int mode(AggregationSpec spec, boolean bayesian) {
    boolean variance = spec.weightStatistic() == WeightStatistic.VARIANCE;
    boolean byRow = spec.weightGranularity() == WeightGranularity.ROW;
    if (!bayesian && variance) {
      return PLAIN;
    }
    if (variance && spec.variancePooling() == VariancePooling.EXAMPLE) {
      return byRow ? OF_EXAMPLE : OF_VARIANCE;
    }
    return byRow ? OF_ROW : OF_DIMENSION;
  }

  /** Weights that a step makes for the host to see. */
  static int count(AggregationSpec spec, boolean bayesian, int examples) {
    return switch (mode(spec, bayesian)) {
      case OF_ROW -> spec.rows();
      case OF_DIMENSION -> Math.multiplyExact(spec.rows(), spec.featureDim());
      case OF_EXAMPLE -> Math.multiplyExact(spec.rows(), examples);
      default -> 0;
    };
  }

  /** Values of the divisor of FIRST: 1 or d. */
  static int divisorWidth(AggregationSpec spec) {
    return spec.weightGranularity() == WeightGranularity.ROW ? 1 : spec.featureDim();
  }

  /** Whether each example has one weight a row. */
  boolean byExample() {
    return mode == OF_EXAMPLE;
  }

  /** Whether weights are the batch's. */
  boolean byBatch() {
    return mode == OF_ROW || mode == OF_DIMENSION;
  }

  /** Whether weights need variances. */
  boolean needsVariance() {
    return spec.weightStatistic() == WeightStatistic.VARIANCE && mode != PLAIN;
  }

  /** Values of a row's weight in the batch. */
  int width() {
    return mode == OF_DIMENSION ? step.d : 1;
  }

  /** Members of the kernels' structure {@code Weights}. */
  long[] words() {
    return new long[] {
      step.out.weights(),
      step.constants.exponents(),
      Double.doubleToRawLongBits(spec.varianceFloor()),
      mode,
      spec.rows()
    };
  }

  /** What needs no moments: from losses, and from the gradients at the heads. */
  void fromHeads(long lossValues) {
    step.lane.clear(step.out.weights(), (long) Float.BYTES * weightCount());
    if (spec.weightStatistic() == WeightStatistic.LOSS) {
      step.launch("weights_of_losses")
          .at(lossValues, step.in.corrections(), step.constants.exponentDoubles())
          .reals(spec.varianceFloor())
          .ints(spec.rows())
          .at(step.out.weights())
          .elements(spec.rows());
    } else if (spec.weightStatistic() == WeightStatistic.GRADIENT) {
      for (int g = 0; g < step.layout.groups().size(); g++) {
        fromGradients(g);
      }
    }
  }

  private long weightCount() {
    return switch (mode) {
      case OF_EXAMPLE -> (long) spec.rows() * step.n;
      case OF_ROW, OF_DIMENSION -> (long) spec.rows() * width();
      default -> 0;
    };
  }

  private void fromGradients(int g) {
    TaskGroup group = step.group(g);
    int rows = group.categorical() ? 1 : group.columns();
    long means = means();
    step.launch("mean_squares")
        .at(step.step(g).residual(), step.in.heads(g), step.in.weights(g), step.in.totals(g))
        .at(step.constants(g).taskOf(), step.constants(g).rowOf(), step.in.shardOf())
        .ints(step.n, group.columns(), step.d, group.categorical() ? 1 : 0)
        .at(means)
        .elements((long) rows * step.d);
    fromMeans(g, 0, rows, means);
  }

  /** From the pooled variances of rows. */
  void fromVariances(int g, RowSet rows) {
    long means = means();
    step.launch("mean_variances")
        .struct(rows.words())
        .at(step.in.weights(g), step.in.totals(g), rows.taskOf(), rows.rowOf())
        .at(step.in.shardOf(), means)
        .elements((long) rows.columns() * step.d);
    fromMeans(g, rows.first(), rows.columns(), means);
  }

  /** From the pooled variances of one row's moments. */
  void fromVariances(int g, StoredMoments moments) {
    long means = means();
    step.launch("mean_variances_stored")
        .at(moments.variance(), step.in.weights(g), step.in.totals(g))
        .ints(0, moments.row(), step.n, step.d)
        .at(means)
        .elements(step.d);
    fromMeans(g, 0, 1, means);
  }

  private long means() {
    return step.memory().doubles("batch means", (long) spec.rows() * step.d);
  }

  private void fromMeans(int g, int first, int rows, long means) {
    long offset = (long) first * Integer.BYTES;
    step.launch("weights_of_means")
        .at(means, step.in.totals(g), step.constants(g).taskOf() + offset)
        .at(step.constants(g).rowOf() + offset, step.constants.exponentDoubles())
        .reals(spec.varianceFloor())
        .ints(mode == OF_DIMENSION ? 1 : 0, step.d)
        .at(step.out.weights())
        .grid(rows, 1, 1, 256, 1);
  }

  /** One weight an example and row. */
  void byExamples(int g, RowSet rows) {
    step.launch("example_weights")
        .struct(rows.words())
        .struct(words())
        .at(step.in.weights(g), rows.taskOf(), rows.rowOf(), step.in.shardOf())
        .at(step.out.weights())
        .grid(step.n, rows.columns(), 1, 128, 1);
  }

  /** The same of one row's moments. */
  void byExamples(int g, StoredMoments moments) {
    step.launch("example_weights_stored")
        .at(moments.variance())
        .struct(words())
        .at(step.in.weights(g))
        .ints(moments.row(), step.d)
        .at(step.out.weights())
        .grid(step.n, 1, 1, 128, 1);
  }

  /** Whether pooled variances make the weights. */
  boolean pooled() {
    return byBatch() && spec.weightStatistic() == WeightStatistic.VARIANCE;
  }
}
