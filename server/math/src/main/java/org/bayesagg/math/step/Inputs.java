package org.bayesagg.math.step;

import java.util.Arrays;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;

/**
 * x = [h; 1] [N, d + 1] where the engine works on it, in both precisions. The memory is a
 * workspace's.
 *
 * @param singles float32
 * @param doubles float64
 * @param largestSquareSum largest sum of a feature's squares over the examples
 */
public record Inputs(Matrix singles, Matrix doubles, double largestSquareSum) {
  private static final int TILE = 64;

  /** Lays features [n, d] out. Cost N d. */
  static Inputs of(float[] features, int n, int d, Workspace workspace) {
    Matrix singles = workspace.matrix("inputs", Precision.SINGLE, n, d + 1);
    Matrix doubles = workspace.matrix("inputs", Precision.DOUBLE, n, d + 1);
    float[] rows = workspace.floats("inputs", TILE * (d + 1));
    double[] wide = workspace.doubles("inputs", TILE * (d + 1));
    float[] squares = workspace.floats("square sums", d + 1);
    Arrays.fill(squares, 0, d + 1, 0);
    for (int first = 0; first < n; first += TILE) {
      int count = Math.min(TILE, n - first);
      for (int i = 0; i < count; i++) {
        System.arraycopy(features, (first + i) * d, rows, i * (d + 1), d);
        rows[i * (d + 1) + d] = 1;
        for (int j = 0; j < d; j++) {
          squares[j] += rows[i * (d + 1) + j] * rows[i * (d + 1) + j];
        }
      }
      for (int j = 0; j < count * (d + 1); j++) {
        wide[j] = rows[j];
      }
      singles.write(first, count, rows, 0);
      doubles.write(first, count, wide);
    }
    float largest = 0;
    for (int j = 0; j < d; j++) {
      largest = Math.max(largest, squares[j]);
    }
    return new Inputs(singles, doubles, largest);
  }

  Matrix of(Precision precision) {
    return precision == Precision.SINGLE ? singles : doubles;
  }
}
