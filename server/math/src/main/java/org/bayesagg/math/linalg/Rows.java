package org.bayesagg.math.linalg;

/** Rows of values that can be read and written, wherever they are kept. */
public interface Rows {
  /** Width of the elements. */
  Precision precision();

  /** Rows. */
  int rows();

  /** Columns. */
  int cols();

  /** Copies rows of a DOUBLE matrix into {@code to} [count, cols], row-major. */
  void read(int row, int count, double[] to);

  /** Copies {@code from} [count, cols], row-major, into rows of a DOUBLE matrix. */
  void write(int row, int count, double[] from);

  /** Copies rows of a SINGLE matrix into {@code to} [count, cols] at {@code at}, row-major. */
  void read(int row, int count, float[] to, int at);

  /** Copies {@code from} [count, cols] at {@code at}, row-major, into rows of a SINGLE matrix. */
  void write(int row, int count, float[] from, int at);
}
