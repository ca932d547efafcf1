package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.CholeskyFactor;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Workspace;

/**
 * Σ of a prior covariance Σ₀ and m &lt; q rows X̃ of evidence, without a factor of Λ: with P =
 * X̃Σ₀, S = I + P X̃ᵀ = L Lᵀ and T = L⁻¹P [m, q], Σ = Σ₀ − TᵀT (Woodbury). Cost 2 m q² + m² q +
 * m³/3.
 */
final class LowRankCovariance implements Covariance {
  private final Engine engine;
  private final Matrix prior;
  private final Matrix reduced;
  private final Workspace workspace;

  private LowRankCovariance(Engine engine, Matrix prior, Matrix reduced, Workspace workspace) {
    this.engine = engine;
    this.prior = prior;
    this.reduced = reduced;
    this.workspace = workspace;
  }

  /** {@code prior} Σ₀ is not modified; {@code rows} X̃ neither. Memory is the workspace's. */
  static LowRankCovariance of(
      Engine engine, Matrix prior, Matrix rows, Workspace workspace, String what) {
    int m = rows.rows();
    Matrix reduced = workspace.matrix("low rank", m, prior.rows());
    engine.gemm(false, false, 1, rows, prior, 0, reduced);
    Matrix small = workspace.matrix("low rank factor", m, m);
    CholeskyFactor.factor(
        engine,
        small,
        to -> {
          engine.gemm(false, true, 1, reduced, rows, 0, to);
          engine.addDiagonal(to, 1);
        },
        what);
    engine.forward(small, reduced);
    return new LowRankCovariance(engine, prior, reduced, workspace);
  }

  @Override
  public void multiply(Matrix rows, Matrix result) {
    Matrix inner = workspace.matrix("low rank inner", rows.rows(), reduced.rows());
    engine.gemm(false, true, 1, rows, reduced, 0, inner);
    engine.gemm(false, false, 1, rows, prior, 0, result);
    engine.gemm(false, false, -1, inner, reduced, 1, result);
  }

  @Override
  public double[] diagonal() {
    double[] diagonal = Diagonals.of(prior);
    double[] row = new double[reduced.cols()];
    for (int i = 0; i < reduced.rows(); i++) {
      reduced.read(i, 1, row);
      for (int j = 0; j < row.length; j++) {
        diagonal[j] -= row[j] * row[j];
      }
    }
    return diagonal;
  }

  @Override
  public Matrix explicit() {
    Matrix sigma = workspace.matrix("low rank explicit", prior.rows(), prior.cols());
    engine.copy(prior, sigma);
    engine.gemm(true, false, -1, reduced, reduced, 1, sigma);
    return sigma;
  }
}
