package org.bayesagg.math.reference;

import java.util.Arrays;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.TaskSpec;

/** Cross-entropy over classes: one row, precision (diag p − ppᵀ) ⊗ xxᵀ or part of it. */
record CategoricalLikelihood(TaskSpec task, int featureDim) implements Likelihood {

  @Override
  public Evidence none() {
    int p = task.weights(featureDim);
    return task.structure() == PrecisionStructure.BLOCK_DIAGONAL
        ? Evidence.zero(task.outputs(), task.outputs(), p)
        : Evidence.zero(1, 1, task.outputs() * p);
  }

  @Override
  public Evidence evidence(Observed examples) {
    int p = task.weights(featureDim);
    int classes = task.outputs();
    double[][] precision = new double[classes * p][classes * p];
    double[] information = new double[classes * p];
    for (int i = 0; i < examples.examples(); i++) {
      double[] x = examples.input(i, task.bias());
      double[] probability = softmax(examples.logits(i));
      double weight = examples.weights()[i];
      for (int a = 0; a < classes * p; a++) {
        int c = a / p;
        double xa = weight * x[a % p];
        information[a] -= xa * (probability[c] - examples.labels()[i][c]);
        for (int b = 0; b < classes * p; b++) {
          double own = c == b / p ? probability[c] : 0;
          precision[a][b] += (own - probability[c] * probability[b / p]) * xa * x[b % p];
        }
      }
    }
    Evidence kept = keep(new Evidence(new double[][][] {precision}, new double[][] {information}));
    double[] head = new double[classes * p];
    Arrays.setAll(head, a -> examples.head()[a / p][a % p]);
    int size = kept.information()[0].length;
    for (int v = 0; v < kept.information().length; v++) {
      double[] w = Arrays.copyOfRange(head, v * size, (v + 1) * size);
      LinearAlgebra.add(kept.information()[v], 1, LinearAlgebra.multiply(kept.precision()[v], w));
    }
    return kept;
  }

  private Evidence keep(Evidence full) {
    return switch (task.structure()) {
      case FULL -> full;
      case DIAGONAL -> full.diagonal();
      case BLOCK_DIAGONAL -> {
        Evidence blocks = none();
        int p = task.weights(featureDim);
        for (int c = 0; c < task.outputs(); c++) {
          System.arraycopy(full.information()[0], c * p, blocks.information()[c], 0, p);
          for (int i = 0; i < p; i++) {
            System.arraycopy(full.precision()[0][c * p + i], c * p, blocks.precision()[c][i], 0, p);
          }
        }
        yield blocks;
      }
    };
  }

  @Override
  public double[] losses(double[] z, double[] y) {
    double peak = Arrays.stream(z).max().orElseThrow();
    double logSum = peak + Math.log(Arrays.stream(z).map(v -> Math.exp(v - peak)).sum());
    double loss = 0;
    for (int c = 0; c < z.length; c++) {
      loss += y[c] * (logSum - z[c]);
    }
    return new double[] {loss};
  }

  @Override
  public double[] residual(double[] z, double[] y) {
    double[] residual = softmax(z);
    LinearAlgebra.add(residual, -1, y);
    return residual;
  }

  @Override
  public double[] labelOf(double[] z, double[] gradient) {
    return residual(z, gradient);
  }

  @Override
  public double[][] gradient(double[][] weights, double[] h, double[] y) {
    double[] residual = residual(Observed.logits(weights, h), y);
    double[] gradient = new double[h.length];
    for (int i = 0; i < h.length; i++) {
      for (int c = 0; c < residual.length; c++) {
        gradient[i] += residual[c] * weights[c][i];
      }
    }
    return new double[][] {gradient};
  }

  @Override
  public Moments[] moments(
      double[][] centre, Posterior posterior, double[] scales, double[] x, double[] h, double[] y) {
    LogitContrast contrast = new LogitContrast(posterior, task.outputs(), x);
    double[] z = Observed.logits(centre, h);
    ResidualMoments integrals =
        new ResidualMoments(contrast.grid(), t -> residual(contrast.shift(z, t), y));
    double[] mean = new double[h.length];
    double[] variance = new double[h.length];
    for (int i = 0; i < h.length; i++) {
      double[] mu = new double[task.outputs()];
      for (int c = 0; c < mu.length; c++) {
        mu[c] = centre[c][i];
      }
      double[][] slopes = contrast.slopes(i);
      mean[i] = integrals.mean(mu, slopes);
      variance[i] = integrals.variance(mu, slopes, contrast.rest(i));
    }
    return new Moments[] {new Moments(mean, variance)};
  }

  @Override
  public double[] predict(double[][] centre, Posterior posterior, double[] x, double[] h) {
    LogitContrast contrast = new LogitContrast(posterior, task.outputs(), x);
    double[] z = Observed.logits(centre, h);
    return new ResidualMoments(contrast.grid(), t -> softmax(contrast.shift(z, t))).residualMean();
  }

  @Override
  public double[] logitVariance(Posterior posterior, double[] x) {
    LogitContrast contrast = new LogitContrast(posterior, task.outputs(), x);
    double[] variance = new double[task.outputs()];
    Arrays.setAll(variance, contrast::logitVariance);
    return variance;
  }

  private static double[] softmax(double[] z) {
    double peak = z[0];
    for (double v : z) {
      peak = Math.max(peak, v);
    }
    double[] p = new double[z.length];
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = Math.exp(z[c] - peak);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }
}
