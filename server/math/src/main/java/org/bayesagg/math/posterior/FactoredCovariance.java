package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;

/**
 * Σ = Λ⁻¹ by the Cholesky factor L of Λ. With few examples their products are solved for; with
 * many, or where the diagonal is wanted, W = L⁻¹ is made: Σ = WᵀW, XΣ = (XWᵀ)W and Σ_ii = Σ_j
 * W_ji². In float32 where the condition allows it: solving loses digits to all of it, W to its
 * root.
 */
final class FactoredCovariance implements Covariance {
  /** The largest ratio of L's diagonal values with which products are made in float32. */
  private static final double WELL_CONDITIONED = 20;

  private final Algebra algebra;
  private final Matrix factor;
  private final StepData step;
  private final Workspace workspace;
  private Matrix inverse;

  /** {@code factor} is lent and not modified. */
  FactoredCovariance(Algebra algebra, Matrix factor, StepData step, Workspace workspace) {
    this.algebra = algebra;
    this.factor = factor;
    this.step = step;
    this.workspace = workspace;
  }

  /** W. Cost q³/3. */
  private Matrix inverse() {
    if (inverse == null) {
      int q = factor.rows();
      inverse = workspace.matrix("inverse factor", factor.precision(), q, q);
      algebra.invertTriangle(factor, inverse);
    }
    return inverse;
  }

  @Override
  public Matrix products() {
    int n = step.examples();
    int q = factor.rows();
    if (inverse == null && n < q) {
      Matrix own = rounded();
      Matrix result = workspace.matrix("covariance products", own.precision(), n, q);
      algebra.copy(step.inputs(q, own.precision()), result);
      algebra.solve(own, result);
      return result;
    }
    Matrix w = inverse();
    Precision precision = Precision.SINGLE;
    if (w.precision() == Precision.DOUBLE && wellConditioned()) {
      w = workspace.matrix("inverse factor", precision, q, q);
      algebra.copy(inverse, w);
    } else {
      precision = w.precision();
    }
    Matrix result = workspace.matrix("covariance products", precision, n, q);
    algebra.copy(step.inputs(q, precision), result);
    algebra.multiplyTriangle(w, true, result);
    algebra.multiplyTriangle(w, false, result);
    return result;
  }

  /** L in float32 where that leaves the products their digits; L itself otherwise. */
  private Matrix rounded() {
    if (factor.precision() == Precision.SINGLE || !wellConditioned()) {
      return factor;
    }
    Matrix rounded =
        workspace.matrix("rounded factor", Precision.SINGLE, factor.rows(), factor.rows());
    algebra.copy(factor, rounded);
    return rounded;
  }

  /** By the diagonal of L, which tells the order of its condition. */
  private boolean wellConditioned() {
    double least = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (double value : factor.diagonal()) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    return largest <= WELL_CONDITIONED * least;
  }

  @Override
  public double[] diagonal() {
    return SquareSums.ofColumns(inverse(), workspace);
  }

  @Override
  public void mean(double[] information, double[] to, int at, int rows) {
    int q = factor.rows();
    Matrix right = workspace.matrix("mean", factor.precision(), rows, q);
    double[] own = workspace.doubles("mean", rows * q);
    System.arraycopy(information, at, own, 0, rows * q);
    Precisions.write(right, own, workspace);
    algebra.solve(factor, right);
    System.arraycopy(Precisions.read(right, workspace), 0, to, at, rows * q);
  }
}
