package org.bayesagg.math.linalg;

/**
 * A dense float64 matrix that an engine owns: row-major, where symmetric the lower triangle counts.
 *
 * <p>Closing frees the memory; views never own any.
 */
public interface Matrix extends AutoCloseable {
  /** Rows. */
  int rows();

  /** Columns. */
  int cols();

  /** A view of {@code rows} × {@code cols} elements from ({@code row}, {@code col}). */
  Matrix view(int row, int col, int rows, int cols);

  /**
   * A view of the first rows · cols elements, rows following each other; this matrix must have no
   * gaps.
   */
  Matrix reshaped(int rows, int cols);

  /** Copies rows into {@code to} [count, cols], row-major. */
  void read(int row, int count, double[] to);

  /** Copies {@code from} [count, cols], row-major, into rows. */
  void write(int row, int count, double[] from);

  @Override
  void close();
}
