package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;

/** Sums of squares. */
final class SquareSums {
  private static final int TILE = 16;

  private SquareSums() {}

  /**
   * Σ_j≤i l_ij² [q] of a lower triangle in float64: the diagonal of l lᵀ; the caller's own. Cost
   * one pass.
   */
  static double[] ofLowerRows(Matrix l, Workspace workspace) {
    int q = l.rows();
    double[] sums = new double[q];
    double[] tile = workspace.doubles("square sums", TILE * q);
    for (int first = 0; first < q; first += TILE) {
      int count = Math.min(TILE, q - first);
      l.read(first, count, tile);
      for (int i = 0; i < count; i++) {
        for (int j = 0; j <= first + i; j++) {
          sums[first + i] += tile[i * q + j] * tile[i * q + j];
        }
      }
    }
    return sums;
  }

  /** Σ_i a_ij² [cols]; the caller's own. Cost one pass over the matrix. */
  static double[] ofColumns(Matrix a, Workspace workspace) {
    int cols = a.cols();
    double[] sums = new double[cols];
    if (a.precision() == Precision.DOUBLE) {
      double[] tile = workspace.doubles("square sums", TILE * cols);
      for (int first = 0; first < a.rows(); first += TILE) {
        int count = Math.min(TILE, a.rows() - first);
        a.read(first, count, tile);
        for (int i = 0; i < count; i++) {
          for (int j = 0; j < cols; j++) {
            sums[j] += tile[i * cols + j] * tile[i * cols + j];
          }
        }
      }
      return sums;
    }
    float[] tile = workspace.floats("square sums", TILE * cols);
    float[] part = workspace.floats("square sums of a tile", cols);
    for (int first = 0; first < a.rows(); first += TILE) {
      int count = Math.min(TILE, a.rows() - first);
      a.read(first, count, tile, 0);
      for (int j = 0; j < cols; j++) {
        part[j] = 0;
      }
      for (int i = 0; i < count; i++) {
        int at = i * cols;
        for (int j = 0; j < cols; j++) {
          part[j] += tile[at + j] * tile[at + j];
        }
      }
      for (int j = 0; j < cols; j++) {
        sums[j] += part[j];
      }
    }
    return sums;
  }
}
