package org.bayesagg.math.aggregation;

import java.util.Arrays;

/**
 * A sum of vectors [d] with a factor each, gathered first and then added four at a time: a quarter
 * of the loads and stores of one after another. Not thread-safe.
 */
final class Combination {
  private static final int TOGETHER = 4;

  private float[][] vectors = new float[TOGETHER][];
  private float[] factors = new float[TOGETHER];
  private int count;
  private boolean finite;

  /** Forgets what was gathered. */
  void clear() {
    count = 0;
    finite = true;
  }

  /** One more vector; lent until the sum has been added. */
  void gather(double factor, float[] vector) {
    if (count == vectors.length) {
      vectors = Arrays.copyOf(vectors, 2 * count);
      factors = Arrays.copyOf(factors, 2 * count);
    }
    vectors[count] = vector;
    factors[count] = (float) factor;
    finite &= Math.abs(factor) <= Float.MAX_VALUE;
    count++;
  }

  /** Whether float32 holds every factor. */
  boolean finite() {
    return finite;
  }

  /** Adds the sum to {@code to} [d]. Cost d a vector. */
  void addTo(float[] to, int d) {
    for (int k = 0; k < count; k += TOGETHER) {
      if (count - k <= 2) {
        addTwo(to, d, k, k + 1 < count);
      } else {
        addFour(to, d, k, k + 3 < count);
      }
    }
  }

  private void addTwo(float[] to, int d, int i, boolean both) {
    float[] a = vectors[i];
    float[] b = both ? vectors[i + 1] : a;
    float fa = factors[i];
    float fb = both ? factors[i + 1] : 0;
    for (int j = 0; j < d; j++) {
      to[j] += fa * a[j] + fb * b[j];
    }
  }

  private void addFour(float[] to, int d, int i, boolean all) {
    float[] a = vectors[i];
    float[] b = vectors[i + 1];
    float[] c = vectors[i + 2];
    float[] e = all ? vectors[i + 3] : a;
    float fa = factors[i];
    float fb = factors[i + 1];
    float fc = factors[i + 2];
    float fe = all ? factors[i + 3] : 0;
    for (int j = 0; j < d; j++) {
      to[j] += (fa * a[j] + fb * b[j]) + (fc * c[j] + fe * e[j]);
    }
  }
}
