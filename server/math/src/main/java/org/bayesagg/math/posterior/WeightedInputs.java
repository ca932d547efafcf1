package org.bayesagg.math.posterior;

import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** Inputs scaled by the root of their curvature: √ω x, so that H = Σ (√ω x)(√ω x)ᵀ. */
final class WeightedInputs {
  private WeightedInputs() {}

  /** √ω x [m, p] of the m ≥ 1 examples with ω above 0 (one row of zeros where there are none). */
  static Matrix rows(
      StepData step, TaskData task, Curvature curvature, int block, Workspace workspace) {
    int d = step.featureDim();
    int p = task.spec().weights(d);
    double[] omega = curvature.omega()[block];
    int m = 0;
    for (double value : omega) {
      m += value > 0 ? 1 : 0;
    }
    Matrix rows = workspace.matrix("weighted inputs", Math.max(m, 1), p);
    double[] values = new double[Math.max(m, 1) * p];
    float[] h = step.features();
    int at = 0;
    for (int i = 0; i < omega.length; i++) {
      if (omega[i] > 0) {
        double root = Math.sqrt(omega[i]);
        for (int j = 0; j < d; j++) {
          values[at + j] = root * h[i * d + j];
        }
        if (p > d) {
          values[at + d] = root;
        }
        at += p;
      }
    }
    rows.write(0, Math.max(m, 1), values);
    return rows;
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
