package org.bayesagg.math.posterior;

import java.util.Arrays;
import org.bayesagg.math.linalg.CholeskyFactor;
import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.linalg.Matrix;

/**
 * Σ₀ of each block of a prior, made when first needed and kept while the prior stands: the low-rank
 * form of a batch posterior works against it.
 */
final class PriorCovariance implements AutoCloseable {
  private final Engine engine;
  private final Matrix[] blocks;
  private final boolean[] made;

  PriorCovariance(PrecisionShape shape, Engine engine) {
    this.engine = engine;
    this.blocks = new Matrix[shape.blocks()];
    this.made = new boolean[shape.blocks()];
  }

  /** The prior has changed. */
  void invalidate() {
    Arrays.fill(made, false);
  }

  /** Σ₀ [q, q] of a block; safe for different blocks at the same time. Cost q³ the first time. */
  Matrix block(int b, Evidence evidence, double priorVariance, String what) {
    if (!made[b]) {
      if (blocks[b] == null) {
        blocks[b] = engine.allocate(evidence.shape().size(), evidence.shape().size());
      }
      CholeskyFactor.factor(
          engine,
          blocks[b],
          to -> {
            engine.copy(evidence.block(b), to);
            engine.addDiagonal(to, 1 / priorVariance);
          },
          what);
      engine.invert(blocks[b]);
      made[b] = true;
    }
    return blocks[b];
  }

  @Override
  public void close() {
    for (Matrix block : blocks) {
      if (block != null) {
        block.close();
      }
    }
  }
}
