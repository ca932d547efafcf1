package org.bayesagg.math.step;

import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;

/**
 * x = [h; 1] [N, d + 1] where the algebra works on it: in float32, and in float64 once that is
 * asked for. The memory is a workspace's.
 */
public final class Inputs {
  private static final int TILE = 32;

  private static final int COLUMNS = 512;

  /** Multiplications of a product that take as long as one element. */
  private static final int OPERATIONS = 20;

  private final Algebra algebra;
  private final Workspace workspace;
  private final Matrix singles;
  private final double largestSquareSum;
  private Matrix doubles;

  private Inputs(Algebra algebra, Workspace workspace, Matrix singles, double largestSquareSum) {
    this.algebra = algebra;
    this.workspace = workspace;
    this.singles = singles;
    this.largestSquareSum = largestSquareSum;
  }

  /** Lays features [n, d] out. Cost N d. */
  static Inputs of(float[] features, int n, int d, Algebra algebra, Workspace workspace) {
    Matrix singles = workspace.matrix("inputs", Precision.SINGLE, n, d + 1);
    int each = TILE * (d + 1);
    float[] rows = workspace.floats("inputs", algebra.threads() * each);
    algebra.parallel(
        (n + TILE - 1) / TILE,
        (double) OPERATIONS / 2 * n * d,
        (slot, tile) -> {
          int first = tile * TILE;
          int count = Math.min(TILE, n - first);
          int at = slot * each;
          for (int i = 0; i < count; i++) {
            System.arraycopy(features, (first + i) * d, rows, at + i * (d + 1), d);
            rows[at + i * (d + 1) + d] = 1;
          }
          singles.write(first, count, rows, at);
        });
    return new Inputs(algebra, workspace, singles, largestSquareSum(features, n, d, algebra));
  }

  /** By ranges of columns. */
  private static float largestSquareSum(float[] features, int n, int d, Algebra algebra) {
    float[] largest = new float[(d + COLUMNS - 1) / COLUMNS];
    algebra.parallel(
        largest.length,
        (double) OPERATIONS / 2 * n * d,
        (slot, range) -> {
          int from = range * COLUMNS;
          int count = Math.min(COLUMNS, d - from);
          // Arrays that begin at 0: see ExampleSum.
          float[] squares = new float[count];
          float[] row = new float[count];
          for (int i = 0; i < n; i++) {
            System.arraycopy(features, i * d + from, row, 0, count);
            for (int j = 0; j < count; j++) {
              squares[j] += row[j] * row[j];
            }
          }
          for (float sum : squares) {
            largest[range] = Math.max(largest[range], sum);
          }
        });
    float most = 0;
    for (float value : largest) {
      most = Math.max(most, value);
    }
    return most;
  }

  /** Largest sum of a feature's squares over the examples. */
  double largestSquareSum() {
    return largestSquareSum;
  }

  /** All rows; safe for several threads. Cost N d for the first of float64. */
  Matrix of(Precision precision) {
    return precision == Precision.SINGLE ? singles : doubles();
  }

  private synchronized Matrix doubles() {
    if (doubles == null) {
      doubles = workspace.matrix("inputs", Precision.DOUBLE, singles.rows(), singles.cols());
      algebra.copy(singles, doubles);
    }
    return doubles;
  }
}
