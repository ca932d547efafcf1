package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;

/** Σ of a diagonal precision. */
final class DiagonalCovariance implements Covariance {
  private final double[] variances;

  /** Takes 1 / precision; the array is kept. */
  DiagonalCovariance(double[] variances) {
    this.variances = variances;
  }

  @Override
  public void multiply(Matrix rows, Matrix result) {
    double[] row = new double[rows.cols()];
    for (int i = 0; i < rows.rows(); i++) {
      rows.read(i, 1, row);
      for (int j = 0; j < row.length; j++) {
        row[j] *= variances[j];
      }
      result.write(i, 1, row);
    }
  }

  @Override
  public double[] diagonal() {
    return variances.clone();
  }

  @Override
  public Matrix explicit() {
    throw new UnsupportedOperationException("only coupled structures need the matrix");
  }
}
