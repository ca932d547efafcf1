package org.bayesagg.math.reference;

import static org.bayesagg.math.reference.LinearAlgebra.dot;
import static org.bayesagg.math.reference.LinearAlgebra.multiply;

import java.util.Arrays;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.TaskSpec;

/** Squared error: loss (z − y)², evidence xxᵀ/ν shared by all outputs, moments in closed form. */
record GaussianLikelihood(TaskSpec task, int featureDim, boolean noiseFromLoss)
    implements Likelihood {

  @Override
  public Evidence none() {
    return Evidence.zero(1, task.outputs(), task.weights(featureDim));
  }

  @Override
  public Evidence evidence(Observed examples) {
    Evidence evidence = none();
    double noise = noiseFromLoss ? 1 : task.noiseVariance();
    for (int i = 0; i < examples.examples(); i++) {
      double[] x = examples.input(i, task.bias());
      double weight = examples.weights()[i] / noise;
      LinearAlgebra.addOuter(evidence.precision()[0], weight, x, x);
      for (int r = 0; r < task.outputs(); r++) {
        LinearAlgebra.add(evidence.information()[r], weight * examples.labels()[i][r], x);
      }
    }
    return task.structure() == PrecisionStructure.DIAGONAL
        ? diagonal(evidence, examples.head())
        : evidence;
  }

  /** Expanded about the head: D w − (H w − η), which a full H would turn into η again. */
  private static Evidence diagonal(Evidence full, double[][] head) {
    Evidence kept = full.diagonal();
    for (int r = 0; r < head.length; r++) {
      double[] w = Arrays.copyOf(head[r], kept.information()[r].length);
      LinearAlgebra.add(kept.information()[r], 1, multiply(kept.precision()[0], w));
      LinearAlgebra.add(kept.information()[r], -1, multiply(full.precision()[0], w));
    }
    return kept;
  }

  @Override
  public double[] losses(double[] z, double[] y) {
    double[] losses = new double[z.length];
    Arrays.setAll(losses, r -> (z[r] - y[r]) * (z[r] - y[r]));
    return losses;
  }

  @Override
  public double[] residual(double[] z, double[] y) {
    double[] residual = new double[z.length];
    Arrays.setAll(residual, r -> 2 * (z[r] - y[r]));
    return residual;
  }

  @Override
  public double[] labelOf(double[] z, double[] gradient) {
    double[] label = new double[z.length];
    Arrays.setAll(label, r -> z[r] - gradient[r] / 2);
    return label;
  }

  @Override
  public Moments[] moments(
      double[][] centre, Posterior posterior, double[] scales, double[] x, double[] h, double[] y) {
    double[] z = Observed.logits(centre, h);
    double[] product = multiply(posterior.covariance()[0], x);
    Moments[] moments = new Moments[z.length];
    for (int r = 0; r < z.length; r++) {
      double a = z[r] - y[r];
      double v = scales[r] * dot(x, product);
      double[] mean = new double[h.length];
      double[] variance = new double[h.length];
      for (int i = 0; i < h.length; i++) {
        double mu = centre[r][i];
        double c = scales[r] * product[i];
        double own = scales[r] * posterior.covariance()[0][i][i];
        mean[i] = 2 * (c + mu * a);
        variance[i] = 4 * (mu * mu * v + a * a * own + 2 * mu * a * c + own * v + c * c);
      }
      moments[r] = new Moments(mean, variance);
    }
    return moments;
  }

  @Override
  public double[] predict(double[][] centre, Posterior posterior, double[] x, double[] h) {
    return Observed.logits(centre, h);
  }

  @Override
  public double[] logitVariance(Posterior posterior, double[] x) {
    double[] variance = new double[task.outputs()];
    Arrays.fill(variance, dot(x, multiply(posterior.covariance()[0], x)));
    return variance;
  }
}
