package org.bayesagg.math.likelihood;

import org.bayesagg.math.batch.Logits;
import org.bayesagg.math.step.TaskData;

/**
 * Binary cross-entropy of each output; labels in [0, 1].
 *
 * <p>Evidence of an output at its head w, p = sigmoid(z): H = Σ u p (1 − p) x xᵀ, η = H w − Σ u (p
 * − y) x. Moments need no sampling: w_i given z is Gaussian, so with z ~ N(m, v), t = (z − m)/√v,
 * A_i = c_i/√v and R_i = Σ_ii − A_i² (see {@link LogisticRow}) one-dimensional integrals are
 * enough. Source: BayesAgg-MTL (ICML 2024), classification; the paper samples where this
 * integrates.
 */
final class Bernoulli implements Likelihood {

  @Override
  public double loss(TaskData task, int example, int row) {
    int index = example * task.spec().outputs() + row;
    double z = task.logits()[index];
    // log(1 + e^z) − y z, without overflow.
    return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - task.labels()[index] * z;
  }

  @Override
  public void residual(double[] z, float[] labels, int from, double[] to) {
    for (int k = 0; k < to.length; k++) {
      to[k] = Logits.sigmoid(z[from + k]) - labels[from + k];
    }
  }

  @Override
  public Curvature curvature(TaskData task) {
    int o = task.spec().outputs();
    int n = task.weights().length;
    double[][] omega = new double[o][n];
    double[] pull = new double[n * o];
    double[] slope = new double[n * o];
    for (int i = 0; i < n; i++) {
      double u = task.weights()[i];
      for (int k = 0; k < o; k++) {
        int index = i * o + k;
        double z = task.logits()[index];
        double p = Logits.sigmoid(z);
        omega[k][i] = u * p * Logits.sigmoid(-z);
        slope[index] = u * (p - task.labels()[index]);
        pull[index] = omega[k][i] * task.linear()[index] - slope[index];
      }
    }
    return new Curvature(omega, null, pull, slope);
  }

  @Override
  public RowMoments[] moments(MomentContext context, int block) {
    InputProducts products = InputProducts.of(context, block);
    Centre centre = context.posterior().centre(block, 1);
    int o = context.task().spec().outputs();
    double[] labels = new double[context.step().examples()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = context.task().labels()[i * o + block];
    }
    return new RowMoments[] {
      LogisticRow.of(
          context, products, centre.logits(), labels, centre.weights(), centre.offset(), 1)
    };
  }

  @Override
  public void predict(MomentContext context, float[] mean, float[] variance) {
    int o = context.task().spec().outputs();
    LogisticIntegrals logistic = new LogisticIntegrals();
    for (int k = 0; k < o; k++) {
      InputProducts products = InputProducts.of(context, k);
      double[] logits = context.posterior().centre(k, 1).logits();
      for (int i = 0; i < logits.length; i++) {
        double v = products.variance()[i];
        logistic.evaluate(logits[i], v, 0);
        mean[i * o + k] = (float) logistic.meanR;
        variance[i * o + k] = (float) v;
      }
    }
  }
}
