package org.bayesagg.math.batch;

/** Whether values are finite and of moderate size, chunk by chunk in loops that vectorise. */
public final class Magnitude {
  private static final int CHUNK = 512;

  private Magnitude() {}

  /**
   * The first index whose value is no number or beyond ±{@code limit}; −1 where there is none. Cost
   * one pass.
   *
   * @param values not modified
   */
  public static int firstBeyond(float[] values, float limit) {
    float[] largest = new float[CHUNK];
    float[] chunk = new float[CHUNK];
    int whole = values.length - values.length % CHUNK;
    for (int at = 0; at < whole; at += CHUNK) {
      System.arraycopy(values, at, chunk, 0, CHUNK);
      for (int j = 0; j < CHUNK; j++) {
        // What is no number stays none.
        largest[j] = Math.max(largest[j], Math.abs(chunk[j]));
      }
    }
    int from = 0;
    if (search(largest, 0, limit) < 0) {
      from = whole;
    }
    return search(values, from, limit);
  }

  private static int search(float[] values, int from, float limit) {
    for (int i = from; i < values.length; i++) {
      if (!(Math.abs(values[i]) <= limit)) {
        return i;
      }
    }
    return -1;
  }
}
