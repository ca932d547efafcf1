package org.bayesagg.math.step;

import java.util.Arrays;
import org.bayesagg.math.linalg.Engine;
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
  private static final int TILE = 32;

  /** Multiplications of a product that take as long as one element. */
  private static final int OPERATIONS = 20;

  /** Lays features [n, d] out. Cost N d. */
  static Inputs of(float[] features, int n, int d, Engine engine, Workspace workspace) {
    Matrix singles = workspace.matrix("inputs", Precision.SINGLE, n, d + 1);
    Matrix doubles = workspace.matrix("inputs", Precision.DOUBLE, n, d + 1);
    int tiles = (n + TILE - 1) / TILE;
    int each = TILE * (d + 1);
    int slots = engine.threads();
    float[] rows = workspace.floats("inputs", slots * each);
    double[][] wide = new double[slots][];
    for (int slot = 0; slot < slots; slot++) {
      wide[slot] = workspace.doubles("inputs " + slot, each);
    }
    engine.parallel(
        tiles,
        (double) OPERATIONS * n * d,
        (slot, tile) -> {
          int first = tile * TILE;
          int count = Math.min(TILE, n - first);
          int at = slot * each;
          for (int i = 0; i < count; i++) {
            System.arraycopy(features, (first + i) * d, rows, at + i * (d + 1), d);
            rows[at + i * (d + 1) + d] = 1;
          }
          for (int j = 0; j < count * (d + 1); j++) {
            wide[slot][j] = rows[at + j];
          }
          singles.write(first, count, rows, at);
          doubles.write(first, count, wide[slot]);
        });
    return new Inputs(singles, doubles, largestSquareSum(features, n, d, workspace));
  }

  private static float largestSquareSum(float[] features, int n, int d, Workspace workspace) {
    float[] squares = workspace.floats("square sums", d);
    float[] row = workspace.floats("square sums of a row", d);
    Arrays.fill(squares, 0, d, 0);
    for (int i = 0; i < n; i++) {
      System.arraycopy(features, i * d, row, 0, d);
      for (int j = 0; j < d; j++) {
        squares[j] += row[j] * row[j];
      }
    }
    float largest = 0;
    for (int j = 0; j < d; j++) {
      largest = Math.max(largest, squares[j]);
    }
    return largest;
  }

  Matrix of(Precision precision) {
    return precision == Precision.SINGLE ? singles : doubles;
  }
}
