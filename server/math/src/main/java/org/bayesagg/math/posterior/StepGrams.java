package org.bayesagg.math.posterior;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/**
 * H of each block of the step being worked on, kept until its evidence is counted, so that it is
 * made once. Safe for different blocks at the same time.
 */
@SuppressWarnings("ReferenceEquality") // A step is itself, not another with equal parts.
final class StepGrams implements AutoCloseable {
  private final Algebra algebra;
  private final Matrix[] grams;
  private final StepData[] madeFor;
  private final boolean singles;
  private final IntPredicate fit;

  /**
   * None yet.
   *
   * @param singles whether an H in float32 may be counted
   * @param fit whether float32 is good enough for a block of which a step makes no factor
   */
  StepGrams(PrecisionShape shape, Algebra algebra, boolean singles, IntPredicate fit) {
    this.fit = fit;
    this.algebra = algebra;
    this.singles = singles;
    this.grams = new Matrix[shape.blocks()];
    this.madeFor = new StepData[shape.blocks()];
  }

  /** Lower triangle of H. Cost N q² the first time. */
  Matrix of(
      StepData step,
      TaskData task,
      Curvature curvature,
      int block,
      Precision precision,
      Workspace workspace) {
    int q = task.spec().weights(step.featureDim());
    Matrix gram = grams[block];
    if (gram != null && madeFor[block] == step && gram.precision() == precision) {
      return gram;
    }
    if (gram == null || gram.precision() != precision) {
      if (gram != null) {
        gram.close();
        grams[block] = null;
      }
      gram = algebra.allocate(precision, q, q);
      grams[block] = gram;
    }
    Matrix rows = WeightedInputs.rows(algebra, step, task, curvature, block, precision, workspace);
    algebra.gram(1, rows, 0, gram);
    madeFor[block] = step;
    return gram;
  }

  /** H of a block to be counted; null where that is to be made in float64. */
  Matrix counted(
      StepData step, TaskData task, Curvature curvature, int block, Workspace workspace) {
    if (madeFor[block] != step) {
      return singles && fit.test(block)
          ? of(step, task, curvature, block, Precision.SINGLE, workspace)
          : null;
    }
    Matrix gram = grams[block];
    return singles || gram.precision() == Precision.DOUBLE ? gram : null;
  }

  /** The step is over. */
  void forget() {
    Arrays.fill(madeFor, null);
  }

  @Override
  public void close() {
    for (Matrix gram : grams) {
      if (gram != null) {
        gram.close();
      }
    }
  }
}
