package org.bayesagg.math.posterior;

import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** What a step says about the mean beyond the prior: r = pull − ω xᵀμ₀ [N, outputs]. */
final class MeanResiduals {
  private MeanResiduals() {}

  /** For all outputs; the priors of all blocks must have been made. Cost 2 N o p. */
  static double[] of(
      Algebra algebra,
      StepData step,
      TaskData data,
      Curvature curvature,
      TaskPosterior state,
      Workspace workspace) {
    PrecisionShape shape = state.prior().shape();
    int o = shape.coupled() ? shape.contrasts() : data.spec().outputs();
    int n = step.examples();
    int p = data.spec().weights(step.featureDim());
    double[] means = new double[o * p];
    int each = o * p / shape.blocks();
    for (int b = 0; b < shape.blocks(); b++) {
      System.arraycopy(state.priorCovariance().mean(b), 0, means, b * each, each);
    }
    Matrix rows = workspace.matrix("prior means", Precision.DOUBLE, o, p);
    rows.write(0, o, means);
    Matrix product = workspace.matrix("prior logits", Precision.DOUBLE, n, o);
    algebra.wideProduct(step.inputs(p, Precision.SINGLE), rows, product);
    double[] residuals = new double[n * o];
    product.read(0, n, residuals);
    if (shape.coupled()) {
      coupled(curvature, n, o, residuals);
      return residuals;
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < o; k++) {
        double omega = curvature.omega()[shape.blocks() == 1 ? 0 : k][i];
        residuals[i * o + k] = curvature.pull()[i * o + k] - omega * residuals[i * o + k];
      }
    }
    return residuals;
  }

  /** In contrasts: B pull − A (μ₀ x), in place of μ₀ x. */
  private static void coupled(Curvature curvature, int n, int k, double[] logits) {
    double[] pull = Information.contrasts(curvature, n);
    ContrastCurvature contrasts = new ContrastCurvature(curvature);
    double[] a = new double[k * k];
    double[] own = new double[k];
    for (int i = 0; i < n; i++) {
      contrasts.of(i, a, 0);
      System.arraycopy(logits, i * k, own, 0, k);
      for (int r = 0; r < k; r++) {
        double sum = pull[i * k + r];
        for (int c = 0; c < k; c++) {
          sum -= a[r * k + c] * own[c];
        }
        logits[i * k + r] = sum;
      }
    }
  }

  /** Those of a block's outputs [N, rows]; null where there are none. */
  static double[] ofBlock(double[] all, TaskData data, PrecisionShape shape, int block) {
    if (all == null || shape.blocks() == 1) {
      return all;
    }
    int o = data.spec().outputs();
    double[] own = new double[all.length / o];
    for (int i = 0; i < own.length; i++) {
      own[i] = all[i * o + block];
    }
    return own;
  }
}
