package org.bayesagg.math.state;

/**
 * Where a run's state is read from, as {@link StateOutput} wrote it.
 *
 * <p>Every read throws {@link CorruptStateException} where the data ends too soon or is known to be
 * damaged, and {@link java.io.UncheckedIOException} where reading fails.
 */
public interface StateInput {
  /**
   * At most so many bytes are left; {@link Long#MAX_VALUE} where that is not known. No memory is
   * taken for values that cannot come.
   */
  long remaining();

  /** Reads 4 bytes. */
  int readInt();

  /** Reads 8 bytes. */
  long readLong();

  /** Reads 8 bytes, bit for bit. */
  double readDouble();

  /** Reads {@code count} values into {@code to} from index {@code from} on. */
  void readInts(int[] to, int from, int count);

  /** Reads {@code count} values into {@code to} from index {@code from} on. */
  void readFloats(float[] to, int from, int count);

  /** Reads {@code count} values into {@code to} from index {@code from} on. */
  void readDoubles(double[] to, int from, int count);
}
