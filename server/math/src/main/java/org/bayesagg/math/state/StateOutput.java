package org.bayesagg.math.state;

/**
 * Where a run's state is written, value by value; {@link StateInput} reads them back in the same
 * order and with the same calls, but for how arrays are cut.
 *
 * <p>An int or float takes 4 bytes, a long or double 8, none is added between them; the byte order
 * is the implementer's. What fails in writing is thrown as {@link java.io.UncheckedIOException}.
 */
public interface StateOutput {
  /** Writes 4 bytes. */
  void writeInt(int value);

  /** Writes 8 bytes. */
  void writeLong(long value);

  /** Writes 8 bytes, bit for bit. */
  void writeDouble(double value);

  /**
   * Writes {@code count} values from index {@code from} on.
   *
   * @param values lent until the call returns
   */
  void writeInts(int[] values, int from, int count);

  /**
   * Writes {@code count} values from index {@code from} on, bit for bit.
   *
   * @param values lent until the call returns
   */
  void writeFloats(float[] values, int from, int count);

  /**
   * Writes {@code count} values from index {@code from} on, bit for bit.
   *
   * @param values lent until the call returns
   */
  void writeDoubles(double[] values, int from, int count);
}
