package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;

/** A few rows of a matrix of either precision, in float64 on the heap of one thread. */
final class RowBlock {
  private final double[] values;
  private final float[] rounded;

  /** Room for {@code length} values. */
  RowBlock(int length) {
    values = new double[length];
    rounded = new float[length];
  }

  /** The values, row by row. */
  double[] values() {
    return values;
  }

  void read(Matrix matrix, int row, int count) {
    if (matrix.precision() == Precision.DOUBLE) {
      matrix.read(row, count, values);
      return;
    }
    matrix.read(row, count, rounded, 0);
    for (int j = 0; j < count * matrix.cols(); j++) {
      values[j] = rounded[j];
    }
  }

  void write(Matrix matrix, int row, int count) {
    if (matrix.precision() == Precision.DOUBLE) {
      matrix.write(row, count, values);
      return;
    }
    for (int j = 0; j < count * matrix.cols(); j++) {
      rounded[j] = (float) values[j];
    }
    matrix.write(row, count, rounded, 0);
  }
}
