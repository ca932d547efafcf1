package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Matrix;

/** Diagonals of matrices. */
final class Diagonals {
  private Diagonals() {}

  /** The diagonal [q]; the caller's own. */
  static double[] of(Matrix matrix) {
    double[] diagonal = new double[matrix.rows()];
    double[] element = new double[1];
    for (int i = 0; i < diagonal.length; i++) {
      matrix.view(i, i, 1, 1).read(0, 1, element);
      diagonal[i] = element[0];
    }
    return diagonal;
  }
}
