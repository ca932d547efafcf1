package org.bayesagg.math.posterior;

import java.util.Arrays;
import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.state.LowerRows;
import org.bayesagg.math.state.StateCheck;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/**
 * What labelled examples say about a task's last layer: a precision H and an information vector η.
 *
 * <p>Evidence is additive: that of two sets of examples is the sum of theirs. Kept in float64,
 * since thousands of steps are added up. Of matrices the lower triangle counts.
 */
public final class Evidence implements AutoCloseable {
  private final PrecisionShape shape;
  private final Algebra algebra;
  private final Matrix[] blocks;
  private final double[][] diagonals;
  private final double[] information;

  private Evidence(PrecisionShape shape, Algebra algebra) {
    this.shape = shape;
    this.algebra = algebra;
    this.information = new double[shape.informationLength()];
    this.blocks = shape.diagonal() ? null : new Matrix[shape.blocks()];
    this.diagonals = shape.diagonal() ? new double[shape.blocks()][shape.size()] : null;
    for (int b = 0; blocks != null && b < blocks.length; b++) {
      blocks[b] = algebra.allocate(Precision.DOUBLE, shape.size(), shape.size());
    }
  }

  /** No evidence. */
  public static Evidence none(PrecisionShape shape, Algebra algebra) {
    return new Evidence(shape, algebra);
  }

  /** Its layout. */
  public PrecisionShape shape() {
    return shape;
  }

  /** H of a block; not to be modified. Null where diagonal. */
  Matrix block(int b) {
    return blocks[b];
  }

  /** The diagonal of a block's H; not to be modified. Null where full. */
  double[] diagonal(int b) {
    return diagonals[b];
  }

  /** η [o, p] row-major; not to be modified. */
  double[] information() {
    return information;
  }

  /**
   * This = {@code keep} · this + the evidence of a step's examples of one task. Cost N p² a block,
   * or p² where H is known.
   *
   * @param grams holds H of blocks that were factored in this step; null where none was
   */
  void add(
      StepData step,
      TaskData task,
      Curvature curvature,
      StepGrams grams,
      double keep,
      Workspace[] workspaces) {
    if (shape.blocks() == 1) {
      addBlock(step, task, curvature, grams, keep, workspaces[0], 0);
    } else {
      algebra.parallel(
          shape.blocks(),
          (double) shape.blocks() * step.examples() * shape.size() * shape.size(),
          (slot, b) -> addBlock(step, task, curvature, grams, keep, workspaces[slot], b));
    }
    Information.add(
        algebra, step, task, curvature, task.heads(), shape, keep, information, workspaces[0]);
  }

  private void addBlock(
      StepData step,
      TaskData task,
      Curvature curvature,
      StepGrams grams,
      double keep,
      Workspace workspace,
      int b) {
    if (shape.diagonal()) {
      WeightedInputs.addDiagonal(step, task, curvature, b, keep, diagonals[b]);
    } else if (curvature.coupling() != null) {
      CoupledGram.add(algebra, step, task, curvature, keep, blocks[b], workspace);
    } else {
      Matrix gram = grams == null ? null : grams.counted(step, task, curvature, b, workspace);
      if (gram != null) {
        algebra.addLower(keep, blocks[b], gram);
      } else {
        Matrix rows =
            WeightedInputs.rows(algebra, step, task, curvature, b, Precision.DOUBLE, workspace);
        algebra.gram(1, rows, keep, blocks[b]);
      }
    }
  }

  /** Forgets everything. */
  public void clear() {
    for (int b = 0; b < shape.blocks(); b++) {
      if (shape.diagonal()) {
        Arrays.fill(diagonals[b], 0);
      } else {
        algebra.clear(blocks[b]);
      }
    }
    Arrays.fill(information, 0);
  }

  /** Writes η, then of each block the lower triangle of H, or its diagonal. Cost q² a block. */
  public void save(StateOutput out, LowerRows rows) {
    out.writeDoubles(information, 0, information.length);
    for (int b = 0; b < shape.blocks(); b++) {
      if (shape.diagonal()) {
        out.writeDoubles(diagonals[b], 0, diagonals[b].length);
      } else {
        rows.save(blocks[b], out);
      }
    }
  }

  /**
   * Becomes what was saved, whatever it held.
   *
   * @throws org.bayesagg.math.state.CorruptStateException if that is no evidence of this layout
   */
  public void load(StateInput in, LowerRows rows, String what) {
    StateCheck.finite(in, information, "information of " + what);
    for (int b = 0; b < shape.blocks(); b++) {
      if (shape.diagonal()) {
        StateCheck.finite(in, diagonals[b], "evidence of " + what);
      } else {
        rows.load(in, blocks[b], "evidence of " + what);
      }
    }
  }

  /** Bytes that {@link #save} writes. */
  public long savedBytes() {
    int q = shape.size();
    long block = shape.diagonal() ? (long) Double.BYTES * q : LowerRows.bytes(Precision.DOUBLE, q);
    return (long) Double.BYTES * information.length + shape.blocks() * block;
  }

  @Override
  public void close() {
    for (int b = 0; blocks != null && b < blocks.length; b++) {
      blocks[b].close();
    }
  }
}
