package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Workspace;

/** Σ = Λ⁻¹ itself, for those who need its entries. */
final class ExplicitCovariance {
  private ExplicitCovariance() {}

  /**
   * Σ [q, q], both triangles, in the workspace's memory. Cost 4/3 q³.
   *
   * @param factor L of Λ; not modified
   */
  static Matrix of(Algebra algebra, Matrix factor, Workspace workspace) {
    int q = factor.rows();
    Matrix inverse = workspace.matrix("inverse factor", factor.precision(), q, q);
    algebra.invertTriangle(factor, inverse);
    Matrix sigma = workspace.matrix("explicit covariance", factor.precision(), q, q);
    algebra.gram(1, inverse, 0, sigma);
    algebra.mirror(sigma);
    return sigma;
  }
}
