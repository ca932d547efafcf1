package org.bayesagg.cuda.device;

/**
 * Matrices of one shape on the device, one behind the other, each row-major; where symmetric or
 * triangular the lower triangle counts.
 *
 * @param address of the first element
 * @param wide float64, else float32
 * @param count matrices
 * @param rows of each
 * @param cols of each
 * @param ld elements from one row to the next
 * @param stride elements from one matrix to the next; 0 for one that stands for all
 */
public record Stack(
    long address, boolean wide, int count, int rows, int cols, int ld, long stride) {

  /** Elements of a row with its padding: a multiple of 32 bytes in float64. */
  public static int padded(int cols) {
    return (cols + 3) & ~3;
  }

  /** Bytes of an element. */
  public int width() {
    return wide ? Double.BYTES : Float.BYTES;
  }

  /** Matrices {@code from} to {@code from + length}. */
  public Stack slice(int from, int length) {
    return new Stack(address + from * stride * width(), wide, length, rows, cols, ld, stride);
  }

  /** The first of them as one that stands for {@code times}. */
  public Stack shared(int times) {
    return new Stack(address, wide, times, rows, cols, ld, 0);
  }

  /** Rows {@code from} to {@code from + length} of each. */
  public Stack rows(int from, int length) {
    return new Stack(address + (long) from * ld * width(), wide, count, length, cols, ld, stride);
  }

  /** Columns {@code from} to {@code from + length} of each. */
  public Stack cols(int from, int length) {
    return new Stack(address + (long) from * width(), wide, count, rows, length, ld, stride);
  }

  /** Where a matrix begins. */
  public long at(int index) {
    return address + index * stride * width();
  }

  /** Bytes from the first matrix's begin to the last one's end. */
  public long bytes() {
    return (stride * Math.max(0, count - 1) + (long) rows * ld) * width();
  }
}
