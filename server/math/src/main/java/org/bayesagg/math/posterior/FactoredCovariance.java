package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.linalg.Matrix;

/**
 * Σ = Λ⁻¹ by the Cholesky factor of Λ; the inverse is made only when its entries are asked for, and
 * then serves products too. Owns nothing: the factor's memory is the caller's.
 */
final class FactoredCovariance implements Covariance {
  private final Engine engine;
  private final Matrix factor;
  private boolean inverted;

  /** {@code factor} is overwritten by the inverse where that is asked for. */
  FactoredCovariance(Engine engine, Matrix factor) {
    this.engine = engine;
    this.factor = factor;
  }

  @Override
  public void multiply(Matrix rows, Matrix result) {
    if (inverted) {
      engine.gemm(false, false, 1, rows, factor, 0, result);
    } else {
      engine.copy(rows, result);
      engine.solve(factor, result);
    }
  }

  @Override
  public double[] diagonal() {
    return Diagonals.of(explicit());
  }

  @Override
  public Matrix explicit() {
    if (!inverted) {
      engine.invert(factor);
      inverted = true;
    }
    return factor;
  }
}
