package org.bayesagg.math.posterior;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.CholeskyFactor;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;

/**
 * The making of one block's next Σ from a copy of its Λ, in the background. Used again and again,
 * one block after another; its memory is its own.
 */
final class CovarianceRefresh implements AutoCloseable {
  private final Algebra algebra;
  private final PrecisionShape shape;
  private final Matrix lambda;

  /** Shared with the other blocks: what runs in the background runs one after another. */
  private final Workspace workspace;

  private CompletableFuture<ExplicitBlock> result;
  private ExplicitBlock spare;
  private long due;

  /** With memory for a Λ; the workspace stays the caller's. */
  CovarianceRefresh(Algebra algebra, PrecisionShape shape, Workspace workspace) {
    this.algebra = algebra;
    this.shape = shape;
    this.lambda = algebra.allocate(Precision.DOUBLE, shape.size(), shape.size());
    this.workspace = workspace;
  }

  /**
   * Begins.
   *
   * @param evidence H; copied before the call returns
   * @param dueAfter steps with a prior before the one that takes it up
   */
  void begin(Matrix evidence, double priorVariance, long dueAfter, String what) {
    algebra.copy(evidence, lambda);
    algebra.addDiagonal(lambda, 1 / priorVariance);
    due = dueAfter;
    result = algebra.background(() -> make(what));
  }

  private ExplicitBlock make(String what) {
    int q = shape.size();
    Matrix factor = workspace.matrix("factor", Precision.DOUBLE, q, q);
    CholeskyFactor.factor(algebra, factor, to -> algebra.copy(lambda, to), what);
    ExplicitBlock old = spare;
    spare = null;
    return ExplicitBlock.of(algebra, factor, shape, old, workspace);
  }

  long due() {
    return due;
  }

  /** The new block for the old one, whose memory serves the next; null if it failed. */
  ExplicitBlock exchange(ExplicitBlock old) {
    try {
      ExplicitBlock made = result.join();
      spare = old;
      return made;
    } catch (CompletionException e) {
      old.close();
      return null;
    } finally {
      result = null;
    }
  }

  /** The new block, which stays here, once it is made; null if it failed. */
  ExplicitBlock made() {
    return result.handle((block, failure) -> block).join();
  }

  /** Bytes of the new block in a state; {@code inUse} tells where it is not made yet. */
  long savedBytes(ExplicitBlock inUse) {
    if (!result.isDone()) {
      return inUse.savedBytes();
    }
    ExplicitBlock block = made();
    return block == null ? 0 : block.savedBytes();
  }

  /**
   * Goes on where a saved one was.
   *
   * @param block now this one's; null where it failed
   */
  void resume(ExplicitBlock block, long dueAfter) {
    due = dueAfter;
    result =
        block == null
            ? CompletableFuture.failedFuture(new IllegalStateException("failed before"))
            : CompletableFuture.completedFuture(block);
  }

  @Override
  public void close() {
    if (result != null) {
      ExplicitBlock made = made();
      if (made != null) {
        made.close();
      }
    }
    lambda.close();
    if (spare != null) {
      spare.close();
    }
  }
}
