package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.CholeskyFactor;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;

/**
 * Σ of a prior covariance Σ₀ and the evidence Σ ω x xᵀ of N &lt; q examples, without a factor of Λ.
 *
 * <p>With P = XΣ₀, G = PXᵀ, D = diag √ω and S = I + DGD = LLᵀ (Woodbury): XΣ = D⁻¹S⁻¹DP and Σ_ii =
 * Σ₀_ii − Σ (L⁻¹DP)². Cost 2 N q² + 4 N² q + N³/3. Its relative error in float32 hardly depends on
 * the condition of Λ, where factoring Λ would lose as many digits as that has.
 *
 * <p>An example without evidence gets √ω = 1e-6 / √G_ii, a certainty of 1e-12, so that it needs no
 * case of its own.
 */
final class LowRankCovariance implements Covariance {
  private static final double NOTHING = 1e-6;

  private final Algebra algebra;
  private final PriorCovariance.Block prior;
  private final Matrix reduced;
  private final Matrix products;
  private final Workspace workspace;
  private final double[] residuals;

  private LowRankCovariance(
      Algebra algebra,
      PriorCovariance.Block prior,
      Matrix reduced,
      Matrix products,
      Workspace workspace,
      double[] residuals) {
    this.algebra = algebra;
    this.prior = prior;
    this.reduced = reduced;
    this.products = products;
    this.workspace = workspace;
    this.residuals = residuals;
  }

  /**
   * The covariance after a step. Memory is the workspace's.
   *
   * @param omega ω [N]
   * @param residuals [N, rows]: what the step says about the mean, see {@link #mean}; null where no
   *     mean is wanted
   */
  static LowRankCovariance of(
      Algebra algebra,
      PriorCovariance.Block prior,
      StepData step,
      double[] omega,
      double[] residuals,
      Workspace workspace,
      String what) {
    Matrix sigma = prior.covariance();
    int n = step.examples();
    int q = sigma.rows();
    Matrix inputs = step.inputs(q, sigma.precision());
    Matrix reduced = workspace.matrix("low rank", sigma.precision(), n, q);
    algebra.gemm(false, false, 1, inputs, sigma, 0, reduced);
    SmallGram gram = SmallGram.of(algebra, reduced, inputs, workspace);
    double[] roots = new double[n];
    double[] inverses = new double[n];
    for (int i = 0; i < n; i++) {
      double certain = gram.get(i, i);
      double least = certain > 0 ? NOTHING / Math.sqrt(certain) : 1;
      roots[i] = Math.max(Math.sqrt(omega[i]), least);
      inverses[i] = 1 / roots[i];
    }
    Matrix small = workspace.matrix("low rank factor", sigma.precision(), n, n);
    CholeskyFactor.factor(algebra, small, to -> gram.write(roots, to), what);
    algebra.scaleRows(roots, reduced);
    algebra.substitute(small, false, reduced);
    Matrix products = workspace.matrix("covariance products", sigma.precision(), n, q);
    algebra.copy(reduced, products);
    algebra.substitute(small, true, products);
    algebra.scaleRows(inverses, products);
    return new LowRankCovariance(algebra, prior, reduced, products, workspace, residuals);
  }

  @Override
  public Matrix products() {
    return products;
  }

  @Override
  public double[] diagonal() {
    double[] diagonal = prior.diagonal().clone();
    double[] explained = SquareSums.ofColumns(reduced, workspace);
    for (int j = 0; j < diagonal.length; j++) {
      diagonal[j] = Math.max(0, diagonal[j] - explained[j]);
    }
    return diagonal;
  }

  /**
   * The prior's mean μ₀ plus Σ_i r_i Σx_i with r_i = pull_i − ω_i x_iᵀμ₀: what the examples say
   * beyond the prior, so that no digits are lost to the size of η, which is not read.
   */
  @Override
  public void mean(double[] information, double[] to, int at, int rows) {
    int n = reduced.rows();
    int q = reduced.cols();
    Matrix change = Precisions.matrix(workspace, "mean change", products, rows, q);
    Matrix right = Precisions.matrix(workspace, "mean residuals", products, n, rows);
    Precisions.write(right, residuals, workspace);
    algebra.gemm(true, false, 1, right, products, 0, change);
    double[] own = Precisions.read(change, workspace);
    for (int j = 0; j < rows * q; j++) {
      to[at + j] = prior.mean()[j] + own[j];
    }
  }
}
