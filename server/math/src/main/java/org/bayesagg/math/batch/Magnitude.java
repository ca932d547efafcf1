package org.bayesagg.math.batch;

/** Whether values are finite and of moderate size, chunk by chunk in loops that vectorise. */
public final class Magnitude {
  /** Values that are worth a thread of their own. */
  public static final int PIECE = 1 << 16;

  private static final int CHUNK = 512;

  private Magnitude() {}

  /** As {@link #firstBeyond(float[], int, int, float)}, of all values. */
  public static int firstBeyond(float[] values, float limit) {
    return firstBeyond(values, 0, values.length, limit);
  }

  /**
   * The first index whose value is no number or beyond ±{@code limit}; −1 where there is none. Cost
   * one pass.
   *
   * @param values not modified
   * @param from the first index looked at
   * @param to one after the last
   */
  public static int firstBeyond(float[] values, int from, int to, float limit) {
    float[] largest = new float[CHUNK];
    float[] chunk = new float[CHUNK];
    int whole = to - (to - from) % CHUNK;
    for (int at = from; at < whole; at += CHUNK) {
      System.arraycopy(values, at, chunk, 0, CHUNK);
      for (int j = 0; j < CHUNK; j++) {
        // What is no number stays none.
        largest[j] = Math.max(largest[j], Math.abs(chunk[j]));
      }
    }
    boolean moderate = search(largest, 0, CHUNK, limit) < 0;
    return search(values, moderate ? whole : from, to, limit);
  }

  private static int search(float[] values, int from, int to, float limit) {
    for (int i = from; i < to; i++) {
      if (!(Math.abs(values[i]) <= limit)) {
        return i;
      }
    }
    return -1;
  }
}
