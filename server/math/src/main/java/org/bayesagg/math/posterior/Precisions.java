package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;

/** Small matrices of either precision, in float64 on the heap. */
final class Precisions {
  private Precisions() {}

  /** A workspace matrix of the precision of another. */
  static Matrix matrix(Workspace workspace, String name, Matrix like, int rows, int cols) {
    return workspace.matrix(name, like.precision(), rows, cols);
  }

  /** Writes all rows, rounding where the matrix is float32. */
  static void write(Matrix to, double[] values, Workspace workspace) {
    if (to.precision() == Precision.DOUBLE) {
      to.write(0, to.rows(), values);
      return;
    }
    int length = to.rows() * to.cols();
    float[] rounded = workspace.floats("rounded", length);
    for (int j = 0; j < length; j++) {
      rounded[j] = (float) values[j];
    }
    to.write(0, to.rows(), rounded, 0);
  }

  /** All rows; the workspace's array, valid until the next call. */
  static double[] read(Matrix from, Workspace workspace) {
    int length = from.rows() * from.cols();
    double[] values = workspace.doubles("read", length);
    if (from.precision() == Precision.DOUBLE) {
      from.read(0, from.rows(), values);
      return values;
    }
    float[] rounded = workspace.floats("rounded", length);
    from.read(0, from.rows(), rounded, 0);
    for (int j = 0; j < length; j++) {
      values[j] = rounded[j];
    }
    return values;
  }
}
