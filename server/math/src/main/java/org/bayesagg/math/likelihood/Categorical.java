package org.bayesagg.math.likelihood;

import org.bayesagg.math.batch.Logits;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.step.TaskData;

/**
 * Cross-entropy over C classes; labels are classes or probabilities. One row for the task.
 *
 * <p>Evidence at the heads, p = softmax(z): H = Σ u (diag p − p pᵀ) ⊗ x xᵀ, η = H vec(W) − Σ u (p −
 * y) ⊗ x; of H a block-diagonal structure keeps the blocks Σ u p_a (1 − p_a) x xᵀ, a diagonal one
 * their diagonals. Moments sample the logits alone and condition on them, see {@link
 * CategoricalMoments}. Source: BayesAgg-MTL (ICML 2024), classification; the paper samples the
 * weights.
 */
final class Categorical implements Likelihood {

  @Override
  public double loss(TaskData task, int example, int row) {
    int o = task.spec().outputs();
    int from = example * o;
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = from; k < from + o; k++) {
      largest = Math.max(largest, task.logits()[k]);
    }
    double sum = 0;
    double picked = 0;
    double total = 0;
    for (int k = from; k < from + o; k++) {
      sum += Math.exp(task.logits()[k] - largest);
      picked += task.labels()[k] * (task.logits()[k] - largest);
      total += task.labels()[k];
    }
    return total * Math.log(sum) - picked;
  }

  @Override
  public void residual(double[] z, float[] labels, int from, double[] to) {
    System.arraycopy(z, from, to, 0, to.length);
    Logits.softmax(to, 0, to.length);
    for (int k = 0; k < to.length; k++) {
      to[k] -= labels[from + k];
    }
  }

  @Override
  public Curvature curvature(TaskData task) {
    int o = task.spec().outputs();
    int n = task.weights().length;
    boolean coupled = task.spec().structure() == PrecisionStructure.FULL;
    double[][] omega = new double[o][n];
    double[] pull = new double[n * o];
    double[] slope = new double[n * o];
    double[] coupling = coupled ? new double[n] : null;
    double[] p = new double[o];
    for (int i = 0; i < n; i++) {
      double u = task.weights()[i];
      System.arraycopy(task.logits(), i * o, p, 0, o);
      Logits.softmax(p, 0, o);
      double mean = 0;
      for (int k = 0; k < o; k++) {
        mean += p[k] * task.linear()[i * o + k];
      }
      for (int k = 0; k < o; k++) {
        int index = i * o + k;
        double z = task.linear()[index];
        slope[index] = u * (p[k] - task.labels()[index]);
        // H vec(W) is (diag p − p pᵀ) z ⊗ x; of the block structure only the diagonal acts.
        double curved = coupled ? p[k] * (z - mean) : p[k] * others(p, k) * z;
        pull[index] = u * curved - slope[index];
        omega[k][i] = coupled ? p[k] : u * p[k] * others(p, k);
      }
      if (coupled) {
        coupling[i] = u;
      }
    }
    return new Curvature(omega, coupling, pull, slope);
  }

  /** 1 − p_k without cancellation. */
  private static double others(double[] p, int k) {
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      sum += j == k ? 0 : p[j];
    }
    return sum;
  }

  @Override
  public RowMoments[] moments(MomentContext context, int block) {
    return new RowMoments[] {new CategoricalMoments(context).row()};
  }

  @Override
  public void predict(MomentContext context, float[] mean, float[] variance) {
    new CategoricalMoments(context).predict(mean, variance);
  }
}
