package org.bayesagg.math.posterior;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.LowerRows;
import org.bayesagg.math.state.StateCheck;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.step.StepData;

/**
 * Σ of a posterior's blocks, explicit, each in use for a refresh interval of m steps while the next
 * one is made in the background.
 *
 * <p>After the c-th step with a prior the blocks b with c + b a multiple of m are begun from the
 * evidence of then, and taken up by the ⌈m/2⌉-th step after: which step uses which Σ depends on the
 * steps alone, not on how long anything takes. A step that comes too early waits.
 */
final class HeldCovariances implements AutoCloseable {
  /** What a state says of a block that is coming: nothing, a block, or that it failed. */
  private static final int NONE = 0;

  private static final int MADE = 1;
  private static final int FAILED = 2;

  private final PrecisionShape shape;
  private final Algebra algebra;
  private final int interval;
  private final ExplicitBlock[] inUse;
  private final CovarianceRefresh[] coming;

  /** Memory of refreshes that are over. */
  private final Deque<CovarianceRefresh> idle = new ArrayDeque<>();

  private final Workspace background;

  HeldCovariances(PrecisionShape shape, Algebra algebra, int interval) {
    this.shape = shape;
    this.algebra = algebra;
    this.interval = interval;
    this.background = new Workspace(algebra);
    int blocks = shape.diagonal() ? 0 : shape.blocks();
    this.inUse = new ExplicitBlock[blocks];
    this.coming = new CovarianceRefresh[blocks];
  }

  /** Whether a block can be used. */
  boolean made(int b) {
    return inUse[b] != null;
  }

  /** Whether a block is so well conditioned that its Σ is kept in float32. */
  boolean single(int b) {
    return made(b) && inUse[b].sigma().precision() == Precision.SINGLE;
  }

  /**
   * Makes a block at once.
   *
   * @param factor L of Λ in float64; not modified
   */
  void make(int b, Matrix factor, Workspace workspace) {
    inUse[b] = ExplicitBlock.of(algebra, factor, shape, null, workspace);
  }

  /** A block as a step sees it; it must have been made. */
  Covariance covariance(int b, StepData step, Workspace workspace) {
    return inUse[b].covariance(algebra, shape, step, workspace);
  }

  /**
   * Begins the blocks that are due.
   *
   * @param done steps with a prior so far
   */
  void begin(long done, Evidence evidence, double priorVariance, String what) {
    for (int b = 0; b < inUse.length; b++) {
      if ((done + b) % interval == 0 && made(b) && coming[b] == null) {
        CovarianceRefresh refresh =
            idle.isEmpty() ? new CovarianceRefresh(algebra, shape, background) : idle.pop();
        refresh.begin(evidence.block(b), priorVariance, done + (interval - 1) / 2, what);
        coming[b] = refresh;
      }
    }
  }

  /**
   * Takes up what a step is to use, waiting for it if need be. One that could not be factored is
   * given up: the step then makes its own, or fails as every step would.
   *
   * @param done steps with a prior before this one
   */
  void takeUp(long done) {
    for (int b = 0; b < coming.length; b++) {
      if (coming[b] != null && coming[b].due() <= done) {
        inUse[b] = coming[b].exchange(inUse[b]);
        idle.push(coming[b]);
        coming[b] = null;
      }
    }
  }

  /** Writes the blocks in use and those that are coming, which it waits for. */
  void save(StateOutput out, LowerRows rows) {
    for (int b = 0; b < inUse.length; b++) {
      out.writeInt(made(b) ? 1 : 0);
      if (made(b)) {
        inUse[b].save(out, rows);
      }
      if (coming[b] == null) {
        out.writeInt(NONE);
        continue;
      }
      ExplicitBlock next = coming[b].made();
      out.writeInt(next == null ? FAILED : MADE);
      out.writeLong(coming[b].due());
      if (next != null) {
        next.save(out, rows);
      }
    }
  }

  /**
   * Becomes what was saved; must be fresh. After an exception it can be closed.
   *
   * @param done steps with a prior so far
   */
  void load(StateInput in, long done, LowerRows rows, String what) {
    for (int b = 0; b < inUse.length; b++) {
      if (StateCheck.flag(in, "covariance of " + what)) {
        inUse[b] = ExplicitBlock.load(algebra, shape, in, rows, what);
      }
      int marker = StateCheck.upTo(FAILED, in, "next covariance of " + what);
      if (marker == NONE) {
        continue;
      }
      long due = in.readLong();
      if (!made(b) || due < done || due - done > (interval - 1) / 2) {
        throw new CorruptStateException(
            "next covariance of " + what + ": due after step " + due + ", it is " + done);
      }
      coming[b] = new CovarianceRefresh(algebra, shape, background);
      coming[b].resume(
          marker == MADE ? ExplicitBlock.load(algebra, shape, in, rows, what) : null, due);
    }
  }

  /** Bytes that {@link #save} writes; guessed for those that are being made. */
  long savedBytes() {
    long bytes = 0;
    for (int b = 0; b < inUse.length; b++) {
      bytes += 2L * Integer.BYTES + (made(b) ? inUse[b].savedBytes() : 0);
      bytes += coming[b] == null ? 0 : Long.BYTES + coming[b].savedBytes(inUse[b]);
    }
    return bytes;
  }

  @Override
  public void close() {
    for (int b = 0; b < inUse.length; b++) {
      if (coming[b] != null) {
        coming[b].close();
      }
      if (inUse[b] != null) {
        inUse[b].close();
      }
    }
    idle.forEach(CovarianceRefresh::close);
    background.close();
  }
}
