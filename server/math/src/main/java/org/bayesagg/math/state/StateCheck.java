package org.bayesagg.math.state;

/** What every value of a state must fulfil. All throw {@link CorruptStateException}. */
public final class StateCheck {
  private static final long EXPONENT = 0x7FF0000000000000L;

  private StateCheck() {}

  /** Reads a number that is not negative. */
  public static long count(StateInput in, String what) {
    long count = in.readLong();
    if (count < 0) {
      throw new CorruptStateException(what + ": " + count);
    }
    return count;
  }

  /** Reads a number from 0 to {@code most}. */
  public static int upTo(int most, StateInput in, String what) {
    int value = in.readInt();
    if (value < 0 || value > most) {
      throw new CorruptStateException(what + ": " + value + " where 0 to " + most + " can be");
    }
    return value;
  }

  /** Reads whether something is so. */
  public static boolean flag(StateInput in, String what) {
    return upTo(1, in, what) == 1;
  }

  /** Fills an array with finite numbers. */
  public static void finite(StateInput in, double[] to, String what) {
    in.readDoubles(to, 0, to.length);
    requireFinite(to, to.length, what);
  }

  /** The first {@code count} values must be finite. Cost one pass. */
  public static void requireFinite(double[] values, int count, String what) {
    for (int i = 0; i < count; i++) {
      if ((Double.doubleToRawLongBits(values[i]) & EXPONENT) == EXPONENT) {
        throw new CorruptStateException(what + ": " + values[i] + " where numbers must be finite");
      }
    }
  }

  /** So many values of {@code bytes} each must be left to come, and fit an array. */
  public static int length(StateInput in, long count, int bytes, String what) {
    if (count > Integer.MAX_VALUE || count > in.remaining() / bytes) {
      throw new CorruptStateException(what + ": " + count + " values cannot come");
    }
    return (int) count;
  }
}
