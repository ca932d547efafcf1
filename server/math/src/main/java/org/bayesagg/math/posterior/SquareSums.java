package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;

/** Sums of squares by column. */
final class SquareSums {
  private static final int TILE = 16;

  private SquareSums() {}

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
