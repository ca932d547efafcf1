package org.bayesagg.math.linalg;

/**
 * A dense matrix that an algebra owns: row-major, where symmetric the lower triangle counts.
 *
 * <p>Closing frees the memory; views never own any.
 */
public interface Matrix extends AutoCloseable {
  /** Width of the elements. */
  Precision precision();

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

  /** Copies rows of a DOUBLE matrix into {@code to} [count, cols], row-major. */
  void read(int row, int count, double[] to);

  /** Copies {@code from} [count, cols], row-major, into rows of a DOUBLE matrix. */
  void write(int row, int count, double[] from);

  /** Copies rows of a SINGLE matrix into {@code to} [count, cols] at {@code at}, row-major. */
  void read(int row, int count, float[] to, int at);

  /** Copies {@code from} [count, cols] at {@code at}, row-major, into rows of a SINGLE matrix. */
  void write(int row, int count, float[] from, int at);

  /** The diagonal, whatever the precision; the caller's own. */
  double[] diagonal();

  @Override
  void close();
}
