package org.bayesagg.math.posterior;

import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/**
 * The precision of a categorical task of full structure, in contrasts: H = Σ A ⊗ x xᵀ, one product
 * [p, N] × [N, p] for each pair of contrasts of the lower triangle. Cost N (K p)².
 */
final class CoupledGram {
  private static final int TILE = 64;

  private CoupledGram() {}

  /** Lower block triangle of h [K p, K p] = keep · h + the examples' precision. */
  static void add(
      Algebra algebra,
      StepData step,
      TaskData task,
      Curvature curvature,
      double keep,
      Matrix h,
      Workspace workspace) {
    int k = task.spec().outputs() - 1;
    int p = task.spec().weights(step.featureDim());
    int n = step.examples();
    Matrix inputs = step.inputs(p, Precision.DOUBLE);
    double[] all = new ContrastCurvature(curvature).all();
    double[] factor = new double[n];
    Matrix left = workspace.matrix("coupled inputs", Precision.DOUBLE, n, p);
    for (int a = 0; a < k; a++) {
      for (int b = 0; b <= a; b++) {
        for (int i = 0; i < n; i++) {
          factor[i] = all[i * k * k + a * k + b];
        }
        scaled(step, factor, p, left, workspace);
        algebra.gemm(true, false, 1, left, inputs, keep, h.view(a * p, b * p, p, p));
      }
    }
  }

  /** factor_i x_i in every row. */
  private static void scaled(
      StepData step, double[] factor, int p, Matrix to, Workspace workspace) {
    int d = step.featureDim();
    int n = step.examples();
    double[] tile = workspace.doubles("coupled inputs", TILE * p);
    for (int first = 0; first < n; first += TILE) {
      int count = Math.min(TILE, n - first);
      for (int r = 0; r < count; r++) {
        int i = first + r;
        double f = factor[i];
        for (int j = 0; j < d; j++) {
          tile[r * p + j] = f * step.features()[i * d + j];
        }
        if (p > d) {
          tile[r * p + d] = f;
        }
      }
      to.write(first, count, tile);
    }
  }
}
