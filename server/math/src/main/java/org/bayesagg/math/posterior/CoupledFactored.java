package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;

/** Σ of a coupled task in contrasts, made explicit from the factor of Λ: Σ = WᵀW, W = L⁻¹. */
final class CoupledFactored implements Covariance {
  private final Algebra algebra;
  private final Matrix factor;
  private final StepData step;
  private final Workspace workspace;
  private final int contrasts;
  private Matrix sigma;

  /** {@code factor} is lent and not modified. */
  CoupledFactored(
      Algebra algebra, Matrix factor, StepData step, Workspace workspace, int contrasts) {
    this.algebra = algebra;
    this.factor = factor;
    this.step = step;
    this.workspace = workspace;
    this.contrasts = contrasts;
  }

  /** Both triangles in float32: its error does not grow with the condition. Cost 4/3 q³. */
  private Matrix sigma() {
    if (sigma == null) {
      int q = factor.rows();
      Matrix exact = ExplicitCovariance.of(algebra, factor, workspace);
      sigma = workspace.matrix("explicit covariance", Precision.SINGLE, q, q);
      algebra.copy(exact, sigma);
    }
    return sigma;
  }

  /** Cov(u_l, ω_k) x of every example: [N K, K p], example by example. Cost 2 N q². */
  @Override
  public Matrix products() {
    return products(algebra, sigma(), step, contrasts, workspace);
  }

  static Matrix products(
      Algebra algebra, Matrix sigma, StepData step, int contrasts, Workspace workspace) {
    int q = sigma.rows();
    int p = q / contrasts;
    int n = step.examples();
    Matrix result = workspace.matrix("coupled products", sigma.precision(), n * contrasts, q);
    Matrix byExample = result.reshaped(n, contrasts * q);
    Matrix inputs = step.inputs(p, sigma.precision());
    for (int l = 0; l < contrasts; l++) {
      algebra.gemm(
          false, false, 1, inputs, sigma.view(l * p, 0, p, q), 0, byExample.view(0, l * q, n, q));
    }
    return result;
  }

  /** Cov(ω_k, ω_l)_i as [K, K, p]. */
  @Override
  public double[] diagonal() {
    return pairs(sigma(), contrasts, workspace);
  }

  /** Σ_(a,i),(b,i) of a matrix [K p, K p] as [K, K, p]; the caller's own. */
  static double[] pairs(Matrix sigma, int contrasts, Workspace workspace) {
    int q = sigma.rows();
    int p = q / contrasts;
    double[] pairs = new double[contrasts * contrasts * p];
    for (int a = 0; a < contrasts; a++) {
      for (int i = 0; i < p; i++) {
        double[] row = Precisions.read(sigma.view(a * p + i, 0, 1, q), workspace);
        for (int b = 0; b < contrasts; b++) {
          pairs[(a * contrasts + b) * p + i] = row[b * p + i];
        }
      }
    }
    return pairs;
  }

  @Override
  public void mean(double[] information, double[] to, int at, int rows) {
    new FactoredCovariance(algebra, factor, step, workspace).mean(information, to, at, rows);
  }
}
