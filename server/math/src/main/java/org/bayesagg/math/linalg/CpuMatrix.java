package org.bayesagg.math.linalg;

import org.bytedeco.javacpp.DoublePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A matrix in an ND4J array, reached through its pointer. */
final class CpuMatrix implements Matrix {
  private final INDArray storage;
  private final boolean owner;
  private final long offset;
  private final int rows;
  private final int cols;
  private final int stride;

  private CpuMatrix(INDArray storage, boolean owner, long offset, int rows, int cols, int stride) {
    this.storage = storage;
    this.owner = owner;
    this.offset = offset;
    this.rows = rows;
    this.cols = cols;
    this.stride = stride;
  }

  static CpuMatrix zeros(int rows, int cols) {
    INDArray storage = Nd4j.create(DataType.DOUBLE, new long[] {(long) rows * cols}, 'c');
    return new CpuMatrix(storage, true, 0, rows, cols, cols);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int cols() {
    return cols;
  }

  /** Elements from the start of one row to that of the next. */
  int stride() {
    return stride;
  }

  /** Whether the rows follow each other without gaps. */
  boolean contiguous() {
    return stride == cols;
  }

  /** A pointer of the caller's own at the first element. */
  DoublePointer pointer() {
    return at(0);
  }

  private DoublePointer at(int row) {
    DoublePointer base = (DoublePointer) storage.data().addressPointer();
    return new DoublePointer(base).position(offset + (long) row * stride);
  }

  @Override
  public Matrix view(int row, int col, int viewRows, int viewCols) {
    if (row < 0 || col < 0 || row + viewRows > rows || col + viewCols > cols) {
      throw new IndexOutOfBoundsException(
          "view of " + viewRows + "x" + viewCols + " at (" + row + ", " + col + ") of " + this);
    }
    long start = offset + (long) row * stride + col;
    return new CpuMatrix(storage, false, start, viewRows, viewCols, stride);
  }

  @Override
  public Matrix reshaped(int newRows, int newCols) {
    if (!contiguous() || (long) newRows * newCols > (long) rows * cols) {
      throw new IndexOutOfBoundsException(newRows + "x" + newCols + " of " + this);
    }
    return new CpuMatrix(storage, false, offset, newRows, newCols, newCols);
  }

  @Override
  public void read(int row, int count, double[] to) {
    checkRows(row, count, to.length);
    if (contiguous()) {
      at(row).get(to, 0, count * cols);
      return;
    }
    for (int i = 0; i < count; i++) {
      at(row + i).get(to, i * cols, cols);
    }
  }

  @Override
  public void write(int row, int count, double[] from) {
    checkRows(row, count, from.length);
    if (contiguous()) {
      at(row).put(from, 0, count * cols);
      return;
    }
    for (int i = 0; i < count; i++) {
      at(row + i).put(from, i * cols, cols);
    }
  }

  private void checkRows(int row, int count, int length) {
    if (row < 0 || row + count > rows || (long) count * cols > length) {
      throw new IndexOutOfBoundsException(
          count + " rows at " + row + " of " + this + ", array of " + length);
    }
  }

  @Override
  public void close() {
    if (owner && storage.closeable()) {
      storage.close();
    }
  }

  @Override
  public String toString() {
    return "matrix " + rows + "x" + cols;
  }
}
