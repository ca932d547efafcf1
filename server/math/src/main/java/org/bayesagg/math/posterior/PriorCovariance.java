package org.bayesagg.math.posterior;

import java.util.Arrays;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.CholeskyFactor;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;

/**
 * Σ₀ and the mean of each block of a prior, made in float64 when first needed and kept while the
 * prior stands: the low-rank form of a batch posterior works against them.
 */
final class PriorCovariance implements AutoCloseable {
  /**
   * A largest precision, in units of the prior's, above which Σ₀ is kept in float64. Below, float32
   * leaves the low-rank form an error of 1e-6 or less.
   */
  private static final double WELL_CONDITIONED = 1e6;

  /** A prior variance whose Σ₀, and what is made from it, float32 holds. */
  private static final double MOST = 1e12;

  private final Algebra algebra;
  private final Block[] blocks;
  private final boolean[] made;

  /**
   * One block.
   *
   * @param covariance Σ₀ [q, q], both triangles
   * @param diagonal Σ₀_ii [q], or Σ₀_(a,i),(b,i) [K, K, p] where coupled; not to be modified
   * @param mean μ₀ [rows, q]; not to be modified
   */
  record Block(Matrix covariance, double[] diagonal, double[] mean) {}

  PriorCovariance(PrecisionShape shape, Algebra algebra) {
    this.algebra = algebra;
    this.blocks = new Block[shape.blocks()];
    this.made = new boolean[shape.blocks()];
  }

  /** The prior has changed. */
  void invalidate() {
    Arrays.fill(made, false);
  }

  /** A block; safe for different blocks at the same time. Cost 5/3 q³ the first time. */
  Block block(int b, Evidence evidence, double priorVariance, Workspace workspace, String what) {
    if (!made[b]) {
      blocks[b] = make(b, evidence, priorVariance, workspace, what);
      made[b] = true;
    }
    return blocks[b];
  }

  /** μ₀ of a block that has been made; not to be modified. */
  double[] mean(int b) {
    return blocks[b].mean();
  }

  private Block make(
      int b, Evidence evidence, double priorVariance, Workspace workspace, String what) {
    int q = evidence.shape().size();
    Matrix factor = workspace.matrix("precision", Precision.DOUBLE, q, q);
    CholeskyFactor.factor(
        algebra,
        factor,
        to -> {
          algebra.copy(evidence.block(b), to);
          algebra.addDiagonal(to, 1 / priorVariance);
        },
        what);
    double largest = 0;
    for (double value : evidence.block(b).diagonal()) {
      largest = Math.max(largest, value);
    }
    Matrix inverse = workspace.matrix("inverse factor", Precision.DOUBLE, q, q);
    algebra.invertTriangle(factor, inverse);
    int rows = evidence.shape().informationRows();
    double[] mean = Arrays.copyOfRange(evidence.information(), b * rows * q, (b + 1) * rows * q);
    Matrix right = workspace.matrix("mean", Precision.DOUBLE, rows, q);
    right.write(0, rows, mean);
    algebra.solve(factor, right);
    right.read(0, rows, mean);
    // The factor is no longer needed: its place serves Σ₀ in float64.
    algebra.gram(1, inverse, 0, factor);
    algebra.mirror(factor);
    boolean single = largest * priorVariance <= WELL_CONDITIONED && priorVariance <= MOST;
    Precision precision = single ? Precision.SINGLE : Precision.DOUBLE;
    Matrix kept = kept(b, precision, q);
    algebra.copy(factor, kept);
    double[] diagonal =
        evidence.shape().coupled()
            ? CoupledFactored.pairs(factor, evidence.shape().contrasts(), workspace)
            : factor.diagonal();
    return new Block(kept, diagonal, mean);
  }

  private Matrix kept(int b, Precision precision, int q) {
    if (blocks[b] != null && blocks[b].covariance().precision() == precision) {
      return blocks[b].covariance();
    }
    if (blocks[b] != null) {
      blocks[b].covariance().close();
      // Nothing may find it again, should what follows fail.
      blocks[b] = null;
    }
    return algebra.allocate(precision, q, q);
  }

  @Override
  public void close() {
    for (Block block : blocks) {
      if (block != null) {
        block.covariance().close();
      }
    }
  }
}
