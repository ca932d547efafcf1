package org.bayesagg.math.linalg;

/**
 * A dense matrix that an algebra owns: row-major, where symmetric the lower triangle counts.
 *
 * <p>Closing frees the memory; views never own any.
 */
public interface Matrix extends Rows, AutoCloseable {
  /** A view of {@code rows} × {@code cols} elements from ({@code row}, {@code col}). */
  Matrix view(int row, int col, int rows, int cols);

  /**
   * A view of the first rows · cols elements, rows following each other; this matrix must have no
   * gaps.
   */
  Matrix reshaped(int rows, int cols);

  /** The diagonal, whatever the precision; the caller's own. */
  double[] diagonal();

  @Override
  void close();
}
