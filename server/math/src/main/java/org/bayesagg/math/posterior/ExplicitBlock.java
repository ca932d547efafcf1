package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.state.LowerRows;
import org.bayesagg.math.state.StateCheck;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.step.StepData;

/**
 * One block's Σ [q, q] with both triangles, of use to any number of steps.
 *
 * @param sigma its own memory: float32 where that leaves the products their digits
 * @param diagonal Σ_ii [q], or Σ_(a,i),(b,i) [K, K, p] where coupled; not to be modified
 */
record ExplicitBlock(Matrix sigma, double[] diagonal) implements AutoCloseable {

  /**
   * Inverts by the factor. Cost 4/3 q³.
   *
   * @param factor L of Λ in float64; not modified
   * @param old whose memory is taken over where it fits; null for none
   */
  static ExplicitBlock of(
      Algebra algebra,
      Matrix factor,
      PrecisionShape shape,
      ExplicitBlock old,
      Workspace workspace) {
    int q = shape.size();
    Matrix exact = ExplicitCovariance.of(algebra, factor, workspace);
    double[] variances = exact.diagonal();
    Precision precision =
        Conditioning.allowsRounding(SquareSums.ofLowerRows(factor, workspace), variances)
            ? Precision.SINGLE
            : Precision.DOUBLE;
    Matrix sigma;
    if (old != null && old.sigma.precision() == precision) {
      sigma = old.sigma;
    } else {
      if (old != null) {
        old.close();
      }
      sigma = algebra.allocate(precision, q, q);
    }
    algebra.copy(exact, sigma);
    return new ExplicitBlock(
        sigma,
        shape.coupled() ? CoupledFactored.pairs(exact, shape.contrasts(), workspace) : variances);
  }

  /** As a step sees it. */
  Covariance covariance(Algebra algebra, PrecisionShape shape, StepData step, Workspace workspace) {
    return new Covariance() {
      @Override
      public Matrix products() {
        if (shape.coupled()) {
          return CoupledFactored.products(algebra, sigma, step, shape.contrasts(), workspace);
        }
        int q = shape.size();
        Matrix result =
            workspace.matrix("covariance products", sigma.precision(), step.examples(), q);
        algebra.gemm(false, false, 1, step.inputs(q, sigma.precision()), sigma, 0, result);
        return result;
      }

      @Override
      public double[] diagonal() {
        return diagonal.clone();
      }

      @Override
      public void mean(double[] information, double[] to, int at, int rows) {
        throw new UnsupportedOperationException("a covariance of earlier steps has no mean");
      }
    };
  }

  /** Writes the precision, the diagonal and the lower triangle of Σ. Cost q². */
  void save(StateOutput out, LowerRows rows) {
    out.writeInt(sigma.precision() == Precision.SINGLE ? 1 : 0);
    out.writeDoubles(diagonal, 0, diagonal.length);
    rows.save(sigma, out);
  }

  /**
   * A block as it was saved.
   *
   * @throws org.bayesagg.math.state.CorruptStateException if that is none of this layout
   */
  static ExplicitBlock load(
      Algebra algebra, PrecisionShape shape, StateInput in, LowerRows rows, String what) {
    boolean single = StateCheck.flag(in, "precision of the covariance of " + what);
    double[] diagonal = new double[shape.size() * Math.max(1, shape.contrasts())];
    StateCheck.finite(in, diagonal, "variances of " + what);
    Matrix sigma =
        algebra.allocate(single ? Precision.SINGLE : Precision.DOUBLE, shape.size(), shape.size());
    try {
      rows.load(in, sigma, "covariance of " + what);
      algebra.mirror(sigma);
      return new ExplicitBlock(sigma, diagonal);
    } catch (RuntimeException | Error e) {
      sigma.close();
      throw e;
    }
  }

  /** Bytes that {@link #save} writes. */
  long savedBytes() {
    return Integer.BYTES
        + (long) Double.BYTES * diagonal.length
        + LowerRows.bytes(sigma.precision(), sigma.rows());
  }

  @Override
  public void close() {
    sigma.close();
  }
}
