package org.bayesagg.math.reference;

import static org.bayesagg.math.reference.LinearAlgebra.dot;
import static org.bayesagg.math.reference.LinearAlgebra.multiply;

import java.util.Arrays;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.TaskSpec;

/** Binary cross-entropy of each output: one block an output, moments by fine quadrature. */
record BernoulliLikelihood(TaskSpec task, int featureDim) implements Likelihood {

  @Override
  public Evidence none() {
    return Evidence.zero(task.outputs(), task.outputs(), task.weights(featureDim));
  }

  @Override
  public Evidence evidence(Observed examples) {
    Evidence evidence = none();
    for (int i = 0; i < examples.examples(); i++) {
      double[] x = examples.input(i, task.bias());
      double[] z = examples.logits(i);
      double[] residual = residual(z, examples.labels()[i]);
      for (int r = 0; r < task.outputs(); r++) {
        double weight = examples.weights()[i];
        double curvature = sigmoid(z[r]) * sigmoid(-z[r]);
        LinearAlgebra.addOuter(evidence.precision()[r], weight * curvature, x, x);
        LinearAlgebra.add(evidence.information()[r], -weight * residual[r], x);
      }
    }
    Evidence kept =
        task.structure() == PrecisionStructure.DIAGONAL ? evidence.diagonal() : evidence;
    for (int r = 0; r < task.outputs(); r++) {
      double[] w = Arrays.copyOf(examples.head()[r], task.weights(featureDim));
      LinearAlgebra.add(kept.information()[r], 1, multiply(kept.precision()[r], w));
    }
    return kept;
  }

  @Override
  public double[] losses(double[] z, double[] y) {
    double[] losses = new double[z.length];
    Arrays.setAll(losses, r -> y[r] * softplus(-z[r]) + (1 - y[r]) * softplus(z[r]));
    return losses;
  }

  @Override
  public double[] residual(double[] z, double[] y) {
    double[] residual = new double[z.length];
    Arrays.setAll(residual, r -> (1 - y[r]) * sigmoid(z[r]) - y[r] * sigmoid(-z[r]));
    return residual;
  }

  @Override
  public double[] labelOf(double[] z, double[] gradient) {
    double[] label = new double[z.length];
    Arrays.setAll(label, r -> sigmoid(z[r]) - gradient[r]);
    return label;
  }

  @Override
  public Moments[] moments(
      double[][] centre, Posterior posterior, double[] scales, double[] x, double[] h, double[] y) {
    double[] z = Observed.logits(centre, h);
    Moments[] moments = new Moments[z.length];
    for (int r = 0; r < z.length; r++) {
      double[][] covariance = posterior.covarianceOf(r);
      double[] product = multiply(covariance, x);
      double deviation = Math.sqrt(dot(x, product));
      double logit = z[r];
      double label = y[r];
      ResidualMoments integrals =
          new ResidualMoments(
              NormalGrid.of(1, deviation),
              t -> residual(new double[] {logit + deviation * t[0]}, new double[] {label}));
      double[] mean = new double[h.length];
      double[] variance = new double[h.length];
      for (int i = 0; i < h.length; i++) {
        double slope = deviation == 0 ? 0 : product[i] / deviation;
        double[] mu = {centre[r][i]};
        double[][] slopes = {{slope}};
        mean[i] = integrals.mean(mu, slopes);
        double rest = covariance[i][i] - slope * slope;
        variance[i] = integrals.variance(mu, slopes, new double[][] {{rest}});
      }
      moments[r] = new Moments(mean, variance);
    }
    return moments;
  }

  @Override
  public double[] predict(double[][] centre, Posterior posterior, double[] x, double[] h) {
    double[] z = Observed.logits(centre, h);
    double[] variance = logitVariance(posterior, x);
    double[] probability = new double[z.length];
    for (int r = 0; r < z.length; r++) {
      double deviation = Math.sqrt(variance[r]);
      double logit = z[r];
      probability[r] =
          new ResidualMoments(
                  NormalGrid.of(1, deviation),
                  t -> new double[] {sigmoid(logit + deviation * t[0])})
              .residualMean()[0];
    }
    return probability;
  }

  @Override
  public double[] logitVariance(Posterior posterior, double[] x) {
    double[] variance = new double[task.outputs()];
    Arrays.setAll(variance, r -> dot(x, multiply(posterior.covarianceOf(r), x)));
    return variance;
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  private static double softplus(double z) {
    return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  }
}
