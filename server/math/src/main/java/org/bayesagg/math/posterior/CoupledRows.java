package org.bayesagg.math.posterior;

import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/**
 * Rows X̃ with X̃ᵀX̃ = Σ u (diag p − p pᵀ) ⊗ x xᵀ, for a low-rank posterior of a coupled task: C −
 * 1 rows an example, √u F_·k ⊗ x.
 *
 * <p>F is the Cholesky factor of diag p − p pᵀ in closed form (Tanabe and Sagae, 1992): with q_k =
 * Σ_{j > k} p_j, F_kk = √(p_k q_k / q_{k−1}) and F_ak = −p_a √(p_k / (q_{k−1} q_k)) for a > k. The
 * tails q are summed from the end, so that nothing cancels.
 */
final class CoupledRows {
  private CoupledRows() {}

  /** Examples whose rows count. */
  static int count(Curvature curvature) {
    int examples = 0;
    for (double u : curvature.coupling()) {
      examples += u > 0 ? 1 : 0;
    }
    return examples * (curvature.omega().length - 1);
  }

  /** X̃ [m, C p], m ≥ 1 rows in the workspace's memory. */
  static Matrix rows(StepData step, TaskData task, Curvature curvature, Workspace workspace) {
    int d = step.featureDim();
    int p = task.spec().weights(d);
    int classes = curvature.omega().length;
    Matrix rows = workspace.matrix("coupled rows", Math.max(1, count(curvature)), classes * p);
    double[] row = new double[classes * p];
    double[] tail = new double[classes];
    if (count(curvature) == 0) {
      rows.write(0, 1, row);
    }
    int at = 0;
    for (int i = 0; i < step.examples(); i++) {
      double u = curvature.coupling()[i];
      if (!(u > 0)) {
        continue;
      }
      for (int k = classes - 2; k >= 0; k--) {
        tail[k] = tail[k + 1] + curvature.omega()[k + 1][i];
      }
      for (int k = 0; k < classes - 1; k++) {
        double before = tail[k] + curvature.omega()[k][i];
        for (int a = 0; a < classes; a++) {
          double f = Math.sqrt(u) * factor(curvature, tail, before, a, k, i);
          for (int j = 0; j < p; j++) {
            row[a * p + j] = f * (j == d ? 1 : step.features()[i * d + j]);
          }
        }
        rows.write(at, 1, row);
        at++;
      }
    }
    return rows;
  }

  private static double factor(
      Curvature curvature, double[] tail, double before, int a, int k, int i) {
    if (a < k || before <= 0) {
      return 0;
    }
    double p = curvature.omega()[k][i];
    if (a == k) {
      return Math.sqrt(p * tail[k] / before);
    }
    return tail[k] > 0 ? -curvature.omega()[a][i] * Math.sqrt(p / (before * tail[k])) : 0;
  }
}
