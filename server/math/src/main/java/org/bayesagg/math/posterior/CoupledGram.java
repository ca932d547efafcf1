package org.bayesagg.math.posterior;

import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/**
 * The precision of a categorical task of full structure: H = Σ u (diag p − p pᵀ) ⊗ x xᵀ, one
 * product [p, N] × [N, p] for each pair of classes of the lower triangle. Cost N (C p)².
 */
final class CoupledGram {
  private CoupledGram() {}

  /** Lower block triangle of h [C p, C p] = keep · h + the examples' precision. */
  static void add(
      Engine engine,
      StepData step,
      TaskData task,
      Curvature curvature,
      double keep,
      Matrix h,
      Workspace workspace) {
    int classes = task.spec().outputs();
    int p = task.spec().weights(step.featureDim());
    int n = step.examples();
    Matrix inputs = step.inputs(p, Precision.DOUBLE);
    double[] x = new double[n * p];
    inputs.read(0, n, x);
    double[] scaled = new double[n * p];
    double[] factor = new double[n];
    Matrix left = workspace.matrix("coupled inputs", Precision.DOUBLE, n, p);
    for (int a = 0; a < classes; a++) {
      for (int b = 0; b <= a; b++) {
        factors(curvature, a, b, factor);
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < p; j++) {
            scaled[i * p + j] = factor[i] * x[i * p + j];
          }
        }
        left.write(0, n, scaled);
        engine.gemm(true, false, 1, left, inputs, keep, h.view(a * p, b * p, p, p));
      }
    }
  }

  /** u (δ_ab p_a − p_a p_b); on the diagonal u p_a (1 − p_a), summed without cancellation. */
  private static void factors(Curvature curvature, int a, int b, double[] to) {
    double[][] p = curvature.omega();
    double[] u = curvature.coupling();
    for (int i = 0; i < to.length; i++) {
      double other = -p[b][i];
      if (a == b) {
        other = 0;
        for (int k = 0; k < p.length; k++) {
          other += k == a ? 0 : p[k][i];
        }
      }
      to[i] = u[i] * p[a][i] * other;
    }
  }
}
