package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;

/** Σ of a diagonal precision. */
final class DiagonalCovariance implements Covariance {
  private final double[] variances;
  private final StepData step;
  private final Workspace workspace;

  /** Takes 1 / precision; the array is kept. */
  DiagonalCovariance(double[] variances, StepData step, Workspace workspace) {
    this.variances = variances;
    this.step = step;
    this.workspace = workspace;
  }

  @Override
  public Matrix products() {
    int n = step.examples();
    int d = step.featureDim();
    int q = variances.length;
    Matrix result = workspace.matrix("covariance products", Precision.SINGLE, n, q);
    float[] row = workspace.floats("covariance products", q);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < q; j++) {
        row[j] = (float) (variances[j] * (j == d ? 1 : step.features()[i * d + j]));
      }
      result.write(i, 1, row, 0);
    }
    return result;
  }

  @Override
  public double[] diagonal() {
    return variances.clone();
  }

  @Override
  public void mean(double[] information, double[] to, int at, int rows) {
    int q = variances.length;
    for (int j = 0; j < rows * q; j++) {
      to[at + j] = variances[j % q] * information[at + j];
    }
  }
}
