package org.bayesagg.math.posterior;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** Inputs scaled by the root of their curvature: √ω x, so that H = Σ (√ω x)(√ω x)ᵀ. */
final class WeightedInputs {
  private final StepData step;
  private final double[] omega;
  private final int[] labelled;
  private final int p;

  private WeightedInputs(StepData step, double[] omega, int[] labelled, int p) {
    this.step = step;
    this.omega = omega;
    this.labelled = labelled;
    this.p = p;
  }

  private static final int TILE = 32;

  /** Multiplications of a product that take as long as one element. */
  private static final int OPERATIONS = 20;

  /**
   * √ω x [m, p] of the m ≥ 1 examples with ω above 0 (one row of zeros where there are none); the
   * step's own inputs where every ω is 1. Not to be modified.
   */
  static Matrix rows(
      Algebra algebra,
      StepData step,
      TaskData task,
      Curvature curvature,
      int block,
      Precision precision,
      Workspace workspace) {
    int p = task.spec().weights(step.featureDim());
    double[] omega = curvature.omega()[block];
    if (Arrays.stream(omega).allMatch(value -> value == 1)) {
      return step.inputs(p, precision);
    }
    int[] labelled = IntStream.range(0, omega.length).filter(i -> omega[i] > 0).toArray();
    int m = labelled.length;
    Matrix rows = workspace.matrix("weighted inputs", precision, Math.max(m, 1), p);
    if (m == 0) {
      algebra.clear(rows);
      return rows;
    }
    WeightedInputs inputs = new WeightedInputs(step, omega, labelled, p);
    float[][] row = new float[algebra.threads()][];
    float[][] singles = new float[algebra.threads()][];
    double[][] doubles = new double[algebra.threads()][];
    for (int slot = 0; slot < singles.length; slot++) {
      row[slot] = workspace.floats("weighted input " + slot, p);
      singles[slot] = workspace.floats("weighted inputs " + slot, TILE * p);
      if (precision == Precision.DOUBLE) {
        doubles[slot] = workspace.doubles("weighted inputs " + slot, TILE * p);
      }
    }
    algebra.parallel(
        (m + TILE - 1) / TILE,
        (double) OPERATIONS * m * p,
        (slot, tile) -> {
          int first = tile * TILE;
          int count = Math.min(TILE, m - first);
          if (precision == Precision.SINGLE) {
            inputs.scale(first, count, row[slot], singles[slot]);
            rows.write(first, count, singles[slot], 0);
          } else {
            inputs.scale(first, count, singles[slot], doubles[slot]);
            rows.write(first, count, doubles[slot]);
          }
        });
    return rows;
  }

  /** A tile's rows, each worked out in an array that starts at 0: see ExampleSum. */
  private void scale(int first, int count, float[] row, float[] tile) {
    for (int r = 0; r < count; r++) {
      float root = (float) Math.sqrt(omega[labelled[first + r]]);
      input(labelled[first + r], row, 0);
      for (int j = 0; j < p; j++) {
        row[j] *= root;
      }
      System.arraycopy(row, 0, tile, r * p, p);
    }
  }

  private void scale(int first, int count, float[] inputs, double[] tile) {
    for (int r = 0; r < count; r++) {
      double root = Math.sqrt(omega[labelled[first + r]]);
      input(labelled[first + r], inputs, r * p);
      for (int j = r * p; j < (r + 1) * p; j++) {
        tile[j] = root * inputs[j];
      }
    }
  }

  /** x [p] of an example. */
  private void input(int example, float[] to, int at) {
    int d = step.featureDim();
    System.arraycopy(step.features(), example * d, to, at, d);
    if (p > d) {
      to[at + d] = 1;
    }
  }

  /** diagonal = keep · diagonal + Σ ω x². */
  static void addDiagonal(
      StepData step,
      TaskData task,
      Curvature curvature,
      int block,
      double keep,
      double[] diagonal) {
    int d = step.featureDim();
    for (int j = 0; j < diagonal.length; j++) {
      diagonal[j] *= keep;
    }
    double[] omega = curvature.omega()[block];
    for (int i = 0; i < omega.length; i++) {
      for (int j = 0; omega[i] > 0 && j < d; j++) {
        double h = step.features()[i * d + j];
        diagonal[j] += omega[i] * h * h;
      }
      if (diagonal.length > d) {
        diagonal[d] += omega[i];
      }
    }
  }
}
