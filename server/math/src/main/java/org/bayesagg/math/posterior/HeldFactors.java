package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;

/** Cholesky factors of a posterior's blocks, kept for the steps of a refresh interval. */
final class HeldFactors implements AutoCloseable {
  private final Matrix[] factors;
  private final boolean[] made;

  HeldFactors(PrecisionShape shape, Engine engine) {
    this.factors = new Matrix[shape.diagonal() ? 0 : shape.blocks()];
    this.made = new boolean[factors.length];
    for (int b = 0; b < factors.length; b++) {
      factors[b] = engine.allocate(Precision.DOUBLE, shape.size(), shape.size());
    }
  }

  Matrix block(int b) {
    return factors[b];
  }

  /** Whether a block has been factored. */
  boolean made(int b) {
    return made[b];
  }

  /** A block has been factored. */
  void setMade(int b) {
    made[b] = true;
  }

  @Override
  public void close() {
    for (Matrix factor : factors) {
      factor.close();
    }
  }
}
