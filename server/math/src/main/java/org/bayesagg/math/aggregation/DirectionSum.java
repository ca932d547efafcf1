package org.bayesagg.math.aggregation;

import java.util.Arrays;
import java.util.List;
import org.bayesagg.math.likelihood.QuadraticRow;
import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.step.StepData;

/**
 * The weighted sum of the rows' gradients, example by example: Σ_r λ_r [g_r + τ (E g_r − g_r)] and
 * Σ_r λ_r over the rows with a label.
 *
 * <p>Rows are added in groups, so that not all of their products need memory at once; within an
 * example always in the order of the rows, so that the sum does not depend on threads.
 */
public final class DirectionSum {
  private static final int TILE = 16;

  /** Multiplications of a product that take as long as one element of a row. */
  private static final int OPERATIONS = 30;

  private final AggregationSpec spec;
  private final StepData step;
  private final Engine engine;
  private final double gain;
  private final float[] numerator;
  private final float[] denominator;

  /** Weight of each task at each example, over all dimensions: [tasks][N]. */
  private final double[][] taskWeight;

  /** Mean over dimensions of the variances of each task's rows, by example, summed: [tasks][N]. */
  private final double[][] taskVariance;

  /** λ by example and row [N, rows], where each example has one a row; null otherwise. */
  private final float[] exampleWeights;

  /**
   * An empty sum.
   *
   * @param workspace lends the sum its memory, until the next sum
   * @param gain τ: 0 in warm-up
   * @param normalisation the specification's, or NONE for the plain sum of a warm-up
   * @param keepExampleWeights keep λ by example and row for the answer
   */
  public DirectionSum(
      AggregationSpec spec,
      StepData step,
      Engine engine,
      Workspace workspace,
      double gain,
      WeightNormalisation normalisation,
      boolean keepExampleWeights) {
    this.spec = spec;
    this.step = step;
    this.engine = engine;
    this.gain = gain;
    int size = Math.multiplyExact(step.examples(), step.featureDim());
    this.numerator = zeros(workspace, "numerator", size);
    this.denominator =
        normalisation == WeightNormalisation.SUM ? zeros(workspace, "denominator", size) : null;
    this.taskWeight = new double[spec.tasks().size()][];
    this.taskVariance = new double[spec.tasks().size()][];
    for (int t = 0; t < taskWeight.length; t++) {
      if (step.tasks()[t] != null) {
        taskWeight[t] = new double[step.examples()];
        taskVariance[t] = new double[step.examples()];
      }
    }
    this.exampleWeights =
        keepExampleWeights ? new float[Math.multiplyExact(step.examples(), spec.rows())] : null;
  }

  private static float[] zeros(Workspace workspace, String name, int size) {
    float[] zeros = workspace.floats(name, size);
    Arrays.fill(zeros, 0, size, 0);
    return zeros;
  }

  /**
   * Adds rows with their weights.
   *
   * @param wantVariance evaluate variances though no weight needs them
   * @param output takes the moments of every covered example; null where not asked for
   */
  public void add(
      List<AggregationRow> rows,
      List<RowWeight> weights,
      boolean wantVariance,
      MomentOutput output) {
    int tiles = (step.examples() + TILE - 1) / TILE;
    Scratch[] scratch = new Scratch[engine.threads()];
    engine.parallel(
        tiles,
        (double) OPERATIONS * rows.size() * step.examples() * step.featureDim(),
        (slot, tile) -> {
          if (scratch[slot] == null) {
            scratch[slot] = new Scratch(step.featureDim());
          }
          int end = Math.min(step.examples(), (tile + 1) * TILE);
          int next;
          for (int r = 0; r < rows.size(); r = next) {
            next = wantVariance || output != null ? r + 1 : alike(rows, weights, r);
            for (int i = tile * TILE; i < end; i++) {
              if (next == r + 1 || !addTogether(rows, weights, r, next, i, scratch[slot])) {
                for (int k = r; k < next; k++) {
                  add(rows.get(k), weights.get(k), i, wantVariance, output, scratch[slot]);
                }
              }
            }
          }
        });
  }

  /**
   * The end of the rows from {@code first} on that can be added together: of one task and one
   * covariance, with one weight each or none.
   */
  private static int alike(List<AggregationRow> rows, List<RowWeight> weights, int first) {
    int end = first;
    while (end < rows.size()
        && rows.get(end).moments() instanceof QuadraticRow row
        && rows.get(first).moments() instanceof QuadraticRow leader
        && row.sharesProducts(leader)
        && rows.get(end).taskIndex() == rows.get(first).taskIndex()
        && (weights.get(end) == null || weights.get(end).single())) {
      end++;
    }
    return Math.max(end, first + 1);
  }

  /** Adds such rows at an example, unless a factor is beyond float32: then nothing is added. */
  private boolean addTogether(
      List<AggregationRow> rows,
      List<RowWeight> weights,
      int first,
      int end,
      int example,
      Scratch own) {
    AggregationRow leader = rows.get(first);
    if (!(leader.task().weights()[example] > 0)) {
      return true;
    }
    int d = step.featureDim();
    double products = 0;
    double sum = 0;
    own.combination.clear();
    for (int r = first; r < end; r++) {
      if (weights.get(r) != null) {
        QuadraticRow row = (QuadraticRow) rows.get(r).moments();
        double lambda = weights.get(r).batch()[0];
        products += lambda * row.productFactor(example, gain);
        sum += lambda;
        own.combination.gather(
            lambda * row.weightFactor(example, gain), row.weights(example), row.offset());
      }
    }
    QuadraticRow any = (QuadraticRow) leader.moments();
    own.combination.gather(products, any.products(), example * d);
    if (!own.combination.finite()) {
      return false;
    }
    own.combination.addTo(numerator, example * d, d);
    taskWeight[leader.taskIndex()][example] += sum * d;
    for (int j = 0; denominator != null && j < d; j++) {
      denominator[example * d + j] += (float) sum;
    }
    return true;
  }

  private void add(
      AggregationRow row,
      RowWeight weight,
      int example,
      boolean wantVariance,
      MomentOutput output,
      Scratch own) {
    boolean labelled = row.task().weights()[example] > 0 && weight != null;
    boolean covered = row.task().heads()[step.shardOf(example)] != null;
    boolean moments = output != null && covered;
    if (!labelled && !moments) {
      return;
    }
    boolean variance = (weight != null && weight.byExample()) || wantVariance || moments;
    boolean quadratic = row.moments() instanceof QuadraticRow;
    row.moments()
        .evaluate(
            example,
            gain == 1 || quadratic ? null : own.plain,
            moments || (gain != 0 && !quadratic) ? own.expected : null,
            variance ? own.variance : null);
    if (moments) {
      output.take(row.taskIndex(), row.rowInTask(), example, own.expected, own.variance);
    }
    if (!labelled) {
      return;
    }
    int d = step.featureDim();
    float single = weight.weigh(variance ? own.variance : null, own.lambda, d);
    boolean one = !Float.isNaN(single);
    combine(row, example, one, single, own);
    if (variance) {
      taskVariance[row.taskIndex()][example] += own.sum(own.variance, d) / d;
    }
    taskWeight[row.taskIndex()][example] += one ? (double) single * d : own.sum(own.lambda, d);
    if (exampleWeights != null) {
      exampleWeights[example * spec.rows() + row.index()] = one ? single : own.lambda[0];
    }
  }

  /** Adds λ ĝ and λ at an example, with one λ or {@code own.lambda} [d]. */
  private void combine(AggregationRow row, int example, boolean one, float single, Scratch own) {
    int d = step.featureDim();
    int at = example * d;
    float tau = (float) gain;
    if (row.moments() instanceof QuadraticRow quadratic) {
      if (one) {
        quadratic.add(example, tau, single, numerator, at);
      } else {
        quadratic.add(example, tau, own.lambda, numerator, at);
      }
    } else {
      own.gain(tau, d);
      if (one) {
        Arrays.fill(own.lambda, single);
      }
      for (int j = 0; j < d; j++) {
        numerator[at + j] += own.lambda[j] * own.expected[j];
      }
    }
    if (denominator != null && one) {
      for (int j = 0; j < d; j++) {
        denominator[at + j] += single;
      }
    } else if (denominator != null) {
      for (int j = 0; j < d; j++) {
        denominator[at + j] += own.lambda[j];
      }
    }
  }

  /**
   * The direction of one shard [n, d]: u_i / N times the sum, divided as the normalisation says; 0
   * for an example without labels. The caller's own.
   *
   * @param divisor [1] or [d] of FIRST; null otherwise
   * @param scale 1 / N
   */
  public float[] direction(int shard, float[] divisor, double scale) {
    int d = step.featureDim();
    int from = step.shardStart()[shard];
    int to = step.shardStart()[shard + 1];
    float[] direction = new float[(to - from) * d];
    for (int i = from; i < to; i++) {
      float u = step.exampleWeights() == null ? 1 : step.exampleWeights()[i];
      float factor = (float) (scale * u);
      int at = i * d;
      int own = (i - from) * d;
      if (denominator != null) {
        for (int j = 0; j < d; j++) {
          // Where all weights are 0, so is the numerator.
          direction[own + j] =
              factor * (numerator[at + j] / Math.max(denominator[at + j], Float.MIN_NORMAL));
        }
      } else if (divisor != null) {
        for (int j = 0; j < d; j++) {
          direction[own + j] =
              factor * (numerator[at + j] / (divisor.length == 1 ? divisor[0] : divisor[j]));
        }
      } else {
        for (int j = 0; j < d; j++) {
          direction[own + j] = factor * numerator[at + j];
        }
      }
    }
    return direction;
  }

  /** λ of each row at a shard's examples [n, rows], each divided as the normalisation says. */
  public float[] exampleWeights(int shard) {
    int rows = spec.rows();
    int from = step.shardStart()[shard] * rows;
    int to = step.shardStart()[shard + 1] * rows;
    float[] weights = Arrays.copyOfRange(exampleWeights, from, to);
    if (denominator != null) {
      for (int i = 0; i < weights.length; i += rows) {
        float sum = 0;
        for (int r = 0; r < rows; r++) {
          sum += weights[i + r];
        }
        for (int r = 0; r < rows && sum > 0; r++) {
          weights[i + r] /= sum;
        }
      }
    }
    return weights;
  }

  /**
   * Each task's part of an example's weight over all dimensions, averaged over labelled examples.
   */
  public double[] shares() {
    double[] shares = new double[taskWeight.length];
    long labelled = 0;
    for (int i = 0; i < step.examples(); i++) {
      double sum = 0;
      for (double[] weight : taskWeight) {
        sum += weight == null ? 0 : weight[i];
      }
      if (sum > 0) {
        labelled++;
        for (int t = 0; t < shares.length; t++) {
          shares[t] += taskWeight[t] == null ? 0 : taskWeight[t][i] / sum;
        }
      }
    }
    for (int t = 0; labelled > 0 && t < shares.length; t++) {
      shares[t] /= labelled;
    }
    return shares;
  }

  /** Mean variance over a task's labelled examples, rows and dimensions; NaN without labels. */
  public double meanVariance(int task) {
    if (taskVariance[task] == null) {
      return Double.NaN;
    }
    double sum = 0;
    for (double value : taskVariance[task]) {
      sum += value;
    }
    long labelled = step.tasks()[task].labelledCount();
    return sum / labelled / spec.tasks().get(task).rows();
  }

  /** One thread's rows of d values. */
  private static final class Scratch {
    final float[] plain;
    final float[] expected;
    final float[] variance;
    final float[] lambda;
    final Combination combination = new Combination();
    private final float[] half;
    private final float[] quarter;

    Scratch(int d) {
      plain = new float[d];
      expected = new float[d];
      variance = new float[d];
      lambda = new float[d];
      half = new float[d / 2 + 1];
      quarter = new float[d / 4 + 1];
    }

    /** {@code expected} becomes g + τ (E[g] − g). */
    void gain(float tau, int d) {
      if (tau == 0) {
        System.arraycopy(plain, 0, expected, 0, d);
      } else if (tau != 1) {
        for (int j = 0; j < d; j++) {
          expected[j] = plain[j] + tau * (expected[j] - plain[j]);
        }
      }
    }

    /** The sum, halved in place until little is left: a plain float sum does not vectorise. */
    double sum(float[] values, int d) {
      float[] from = values;
      int length = d;
      while (length > 32) {
        float[] to = from == half ? quarter : half;
        int folded = length / 2;
        int rest = length - folded;
        for (int j = 0; j < folded; j++) {
          to[j] = from[j] + from[rest + j];
        }
        if (rest > folded) {
          to[folded] = from[folded];
        }
        from = to;
        length = rest;
      }
      double sum = 0;
      for (int j = 0; j < length; j++) {
        sum += from[j];
      }
      return sum;
    }
  }
}
