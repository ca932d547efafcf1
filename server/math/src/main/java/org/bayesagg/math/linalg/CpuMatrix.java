package org.bayesagg.math.linalg;

import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A matrix in an ND4J array, reached through its pointer. */
final class CpuMatrix implements Matrix {
  private final INDArray storage;
  private final Pointer base;

  /** Counts the bytes of the matrices that are open; null for a view. */
  private final AtomicLong open;

  private final Precision precision;
  private final long offset;
  private final int rows;
  private final int cols;
  private final int stride;

  private CpuMatrix(CpuMatrix whole, long offset, int rows, int cols, int stride) {
    this.storage = whole.storage;
    this.base = whole.base;
    this.open = null;
    this.precision = whole.precision;
    this.offset = offset;
    this.rows = rows;
    this.cols = cols;
    this.stride = stride;
  }

  private CpuMatrix(Precision precision, int rows, int cols, AtomicLong open) {
    DataType type = precision == Precision.SINGLE ? DataType.FLOAT : DataType.DOUBLE;
    this.storage = Nd4j.create(type, new long[] {(long) rows * cols}, 'c');
    this.base = storage.data().addressPointer();
    this.open = open;
    open.addAndGet(storage.length() * precision.bytes());
    this.precision = precision;
    this.offset = 0;
    this.rows = rows;
    this.cols = cols;
    this.stride = cols;
  }

  /**
   * A matrix of zeros.
   *
   * @param open gains its bytes until it is closed
   */
  static CpuMatrix zeros(Precision precision, int rows, int cols, AtomicLong open) {
    return new CpuMatrix(precision, rows, cols, open);
  }

  @Override
  public Precision precision() {
    return precision;
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

  /** A pointer of the caller's own at the start of a row of a DOUBLE matrix. */
  DoublePointer doubles(int row) {
    require(Precision.DOUBLE);
    return new DoublePointer(base).position(offset + (long) row * stride);
  }

  /** A pointer of the caller's own at the start of a row of a SINGLE matrix. */
  FloatPointer floats(int row) {
    require(Precision.SINGLE);
    return new FloatPointer(base).position(offset + (long) row * stride);
  }

  private void require(Precision expected) {
    if (precision != expected) {
      throw new IllegalArgumentException(this + " where " + expected + " is needed");
    }
  }

  @Override
  public CpuMatrix view(int row, int col, int viewRows, int viewCols) {
    if (row < 0 || col < 0 || row + viewRows > rows || col + viewCols > cols) {
      throw new IndexOutOfBoundsException(
          "view of " + viewRows + "x" + viewCols + " at (" + row + ", " + col + ") of " + this);
    }
    return new CpuMatrix(this, offset + (long) row * stride + col, viewRows, viewCols, stride);
  }

  @Override
  public CpuMatrix reshaped(int newRows, int newCols) {
    if (!contiguous() || (long) newRows * newCols > (long) rows * cols) {
      throw new IndexOutOfBoundsException(newRows + "x" + newCols + " of " + this);
    }
    return new CpuMatrix(this, offset, newRows, newCols, newCols);
  }

  @Override
  public void read(int row, int count, double[] to) {
    checkRows(row, count, to.length);
    if (contiguous()) {
      doubles(row).get(to, 0, count * cols);
      return;
    }
    DoublePointer start = doubles(row);
    for (int i = 0; i < count; i++) {
      start.get(to, i * cols, cols);
      start.position(start.position() + stride);
    }
  }

  @Override
  public void write(int row, int count, double[] from) {
    checkRows(row, count, from.length);
    if (contiguous()) {
      doubles(row).put(from, 0, count * cols);
      return;
    }
    DoublePointer start = doubles(row);
    for (int i = 0; i < count; i++) {
      start.put(from, i * cols, cols);
      start.position(start.position() + stride);
    }
  }

  @Override
  public void read(int row, int count, float[] to, int at) {
    checkRows(row, count, to.length - at);
    if (contiguous()) {
      floats(row).get(to, at, count * cols);
      return;
    }
    FloatPointer start = floats(row);
    for (int i = 0; i < count; i++) {
      start.get(to, at + i * cols, cols);
      start.position(start.position() + stride);
    }
  }

  @Override
  public void write(int row, int count, float[] from, int at) {
    checkRows(row, count, from.length - at);
    if (contiguous()) {
      floats(row).put(from, at, count * cols);
      return;
    }
    FloatPointer start = floats(row);
    for (int i = 0; i < count; i++) {
      start.put(from, at + i * cols, cols);
      start.position(start.position() + stride);
    }
  }

  @Override
  public double[] diagonal() {
    int count = Math.min(rows, cols);
    double[] diagonal = new double[count];
    if (count == 0) {
      return diagonal;
    }
    CpuMatrix line = Scratch.matrix(precision, 1, count);
    Copies.copyDiagonal(this, line, false);
    if (precision == Precision.DOUBLE) {
      line.doubles(0).get(diagonal, 0, count);
    } else {
      float[] values = new float[count];
      line.floats(0).get(values, 0, count);
      for (int i = 0; i < count; i++) {
        diagonal[i] = values[i];
      }
    }
    return diagonal;
  }

  /** Replaces the diagonal, rounded where it must be. */
  void setDiagonal(double[] diagonal) {
    CpuMatrix line = Scratch.matrix(precision, 1, diagonal.length);
    if (precision == Precision.DOUBLE) {
      line.doubles(0).put(diagonal, 0, diagonal.length);
    } else {
      float[] values = new float[diagonal.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) diagonal[i];
      }
      line.floats(0).put(values, 0, values.length);
    }
    Copies.copyDiagonal(this, line, true);
  }

  /** Zeros everywhere, whatever was there. */
  void clear() {
    if (contiguous()) {
      zero(0, (long) rows * cols);
      return;
    }
    for (int i = 0; i < rows; i++) {
      zero((long) i * stride, cols);
    }
  }

  private void zero(long from, long count) {
    BytePointer start = new BytePointer(base).position((offset + from) * precision.bytes());
    Pointer.memset(start, 0, count * precision.bytes());
  }

  private void checkRows(int row, int count, int length) {
    if (row < 0 || row + count > rows || (long) count * cols > length) {
      throw new IndexOutOfBoundsException(
          count + " rows at " + row + " of " + this + ", array of " + length);
    }
  }

  @Override
  public void close() {
    if (open != null && storage.closeable()) {
      open.addAndGet(-storage.length() * precision.bytes());
      storage.close();
    }
  }

  @Override
  public String toString() {
    return "matrix " + rows + "x" + cols;
  }
}
