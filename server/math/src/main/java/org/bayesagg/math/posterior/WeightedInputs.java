package org.bayesagg.math.posterior;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** Inputs scaled by the root of their curvature: √ω x, so that H = Σ (√ω x)(√ω x)ᵀ. */
final class WeightedInputs {
  private WeightedInputs() {}

  private static final int TILE = 32;

  /** √ω x [m, p] of the m ≥ 1 examples with ω above 0 (one row of zeros where there are none). */
  static Matrix rows(
      StepData step,
      TaskData task,
      Curvature curvature,
      int block,
      Precision precision,
      Workspace workspace) {
    int p = task.spec().weights(step.featureDim());
    double[] omega = curvature.omega()[block];
    int[] labelled = IntStream.range(0, omega.length).filter(i -> omega[i] > 0).toArray();
    int m = labelled.length;
    Matrix rows = workspace.matrix("weighted inputs", precision, Math.max(m, 1), p);
    if (m == 0) {
      Precisions.write(rows, new double[p], workspace);
    }
    for (int first = 0; first < m; first += TILE) {
      int count = Math.min(TILE, m - first);
      if (precision == Precision.SINGLE) {
        float[] tile = workspace.floats("weighted inputs", TILE * p);
        for (int r = 0; r < count; r++) {
          int i = labelled[first + r];
          scale(step, i, (float) Math.sqrt(omega[i]), tile, r * p, p);
        }
        rows.write(first, count, tile, 0);
      } else {
        double[] tile = workspace.doubles("weighted inputs", TILE * p);
        for (int r = 0; r < count; r++) {
          int i = labelled[first + r];
          scale(step, i, Math.sqrt(omega[i]), tile, r * p, p);
        }
        double[] exact = count == TILE ? tile : Arrays.copyOf(tile, count * p);
        rows.write(first, count, exact);
      }
    }
    return rows;
  }

  private static void scale(StepData step, int i, float root, float[] to, int at, int p) {
    int d = step.featureDim();
    float[] h = step.features();
    for (int j = 0; j < d; j++) {
      to[at + j] = root * h[i * d + j];
    }
    if (p > d) {
      to[at + d] = root;
    }
  }

  private static void scale(StepData step, int i, double root, double[] to, int at, int p) {
    int d = step.featureDim();
    float[] h = step.features();
    for (int j = 0; j < d; j++) {
      to[at + j] = root * h[i * d + j];
    }
    if (p > d) {
      to[at + d] = root;
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
