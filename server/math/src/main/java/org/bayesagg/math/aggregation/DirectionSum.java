package org.bayesagg.math.aggregation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bayesagg.math.likelihood.QuadraticRow;
import org.bayesagg.math.linalg.Algebra;
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

  /** The same of one element's division. */
  private static final int DIVISION = 10;

  private final AggregationSpec spec;
  private final StepData step;
  private final Algebra algebra;
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
      Algebra algebra,
      Workspace workspace,
      double gain,
      WeightNormalisation normalisation,
      boolean keepExampleWeights) {
    this.spec = spec;
    this.step = step;
    this.algebra = algebra;
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
    List<Group> groups = groups(rows, weights, wantVariance || output != null);
    int d = step.featureDim();
    ExampleSum[] sums = new ExampleSum[algebra.threads()];
    int tiles = (step.examples() + TILE - 1) / TILE;
    algebra.parallel(
        tiles,
        (double) OPERATIONS * rows.size() * step.examples() * d,
        (slot, tile) -> {
          if (sums[slot] == null) {
            sums[slot] = new ExampleSum(d, gain, denominator != null);
          }
          int end = Math.min(step.examples(), (tile + 1) * TILE);
          for (int i = tile * TILE; i < end; i++) {
            sums[slot].begin(numerator, denominator, i * d);
            for (Group group : groups) {
              addGroup(group, i, wantVariance, output, sums[slot]);
            }
            sums[slot].end(numerator, denominator, i * d);
          }
        });
  }

  /**
   * Rows of one task that follow each other.
   *
   * @param together whether they can be added together: of one covariance, with one weight each or
   *     none
   */
  private record Group(List<AggregationRow> rows, List<RowWeight> weights, boolean together) {}

  private static List<Group> groups(
      List<AggregationRow> rows, List<RowWeight> weights, boolean apart) {
    List<Group> groups = new ArrayList<>();
    for (int first = 0; first < rows.size(); ) {
      int end = first + 1;
      boolean together = !apart && joins(rows.get(first), rows.get(first), weights.get(first));
      while (end < rows.size() && rows.get(end).taskIndex() == rows.get(first).taskIndex()) {
        together &= !apart && joins(rows.get(first), rows.get(end), weights.get(end));
        end++;
      }
      groups.add(new Group(rows.subList(first, end), weights.subList(first, end), together));
      first = end;
    }
    return groups;
  }

  private static boolean joins(AggregationRow leader, AggregationRow row, RowWeight weight) {
    return leader.moments() instanceof QuadraticRow first
        && row.moments() instanceof QuadraticRow own
        && own.sharesProducts(first)
        && (weight == null || weight.single());
  }

  private void addGroup(
      Group group, int example, boolean wantVariance, MomentOutput output, ExampleSum sum) {
    AggregationRow leader = group.rows().get(0);
    boolean labelled = leader.task().weights()[example] > 0;
    boolean covered = leader.task().heads()[step.shardOf(example)] != null;
    MomentOutput shown = covered ? output : null;
    if (!labelled && shown == null) {
      return;
    }
    sum.beginTask();
    boolean done =
        labelled && group.together() && sum.addTogether(group.rows(), group.weights(), example);
    for (int r = 0; !done && r < group.rows().size(); r++) {
      AggregationRow row = group.rows().get(r);
      RowWeight weight = labelled ? group.weights().get(r) : null;
      if (weight != null || shown != null) {
        float lambda = sum.add(row, weight, example, wantVariance, shown);
        if (exampleWeights != null && weight != null) {
          exampleWeights[example * spec.rows() + row.index()] = lambda;
        }
      }
    }
    sum.endTask();
    taskWeight[leader.taskIndex()][example] += sum.taskWeight();
    taskVariance[leader.taskIndex()][example] += sum.taskVariance();
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
    int tiles = (to - from + TILE - 1) / TILE;
    algebra.parallel(
        tiles,
        (double) DIVISION * direction.length,
        (slot, tile) -> {
          // Arrays that begin at 0: see ExampleSum.
          float[] values = new float[d];
          float[] below = new float[d];
          for (int i = from + tile * TILE; i < Math.min(to, from + (tile + 1) * TILE); i++) {
            float u = step.exampleWeights() == null ? 1 : step.exampleWeights()[i];
            System.arraycopy(numerator, i * d, values, 0, d);
            divide(values, i, divisor, below);
            float factor = (float) (scale * u);
            for (int j = 0; j < d; j++) {
              values[j] = factor * values[j];
            }
            System.arraycopy(values, 0, direction, (i - from) * d, d);
          }
        });
    return direction;
  }

  private void divide(float[] values, int example, float[] divisor, float[] below) {
    int d = step.featureDim();
    if (denominator != null) {
      System.arraycopy(denominator, example * d, below, 0, d);
      for (int j = 0; j < d; j++) {
        // Where all weights are 0, so is the numerator.
        values[j] = values[j] / Math.max(below[j], Float.MIN_NORMAL);
      }
    } else if (divisor != null) {
      for (int j = 0; j < d; j++) {
        values[j] = values[j] / (divisor.length == 1 ? divisor[0] : divisor[j]);
      }
    }
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
}
