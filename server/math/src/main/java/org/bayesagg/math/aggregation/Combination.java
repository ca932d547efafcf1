package org.bayesagg.math.aggregation;

import java.util.Arrays;

/**
 * A sum of vectors [d] with a factor each, gathered first and then added four at a time: a quarter
 * of the loads and stores of one after another. Not thread-safe.
 */
final class Combination {
  private static final int TOGETHER = 4;

  private float[][] vectors = new float[TOGETHER][];
  private int[] offsets = new int[TOGETHER];
  private float[] factors = new float[TOGETHER];
  private int count;
  private boolean finite;

  /** Forgets what was gathered. */
  void clear() {
    count = 0;
    finite = true;
  }

  /** One more vector from {@code offset} on; lent until the sum has been added. */
  void gather(double factor, float[] vector, int offset) {
    if (count == vectors.length) {
      vectors = Arrays.copyOf(vectors, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
      factors = Arrays.copyOf(factors, 2 * count);
    }
    vectors[count] = vector;
    offsets[count] = offset;
    factors[count] = (float) factor;
    finite &= Math.abs(factor) <= Float.MAX_VALUE;
    count++;
  }

  /** Whether float32 holds every factor. */
  boolean finite() {
    return finite;
  }

  /** Adds the sum to {@code to} [d] at {@code at}. Cost d a vector. */
  void addTo(float[] to, int at, int d) {
    if (count == 0) {
      return;
    }
    for (int k = 0; k < count; k += TOGETHER) {
      if (count - k <= 2) {
        addTwo(to, at, d, k, Math.min(k + 1, count));
      } else {
        addFour(to, at, d, k, Math.min(k + 3, count));
      }
    }
  }

  private void addTwo(float[] to, int at, int d, int i, int j) {
    float[] a = vectors[i];
    float[] b = vectors[j < count ? j : i];
    int fromA = offsets[i];
    int fromB = offsets[j < count ? j : i];
    float fa = factors[i];
    float fb = j < count ? factors[j] : 0;
    for (int x = 0; x < d; x++) {
      to[at + x] += fa * a[fromA + x] + fb * b[fromB + x];
    }
  }

  /** Three or four from {@code i} on: an {@code l} of {@code count} stands for none. */
  private void addFour(float[] to, int at, int d, int i, int l) {
    float[] a = vectors[i];
    float[] b = vectors[i + 1];
    float[] c = vectors[i + 2];
    float[] e = vectors[l < count ? l : i];
    int fromA = offsets[i];
    int fromB = offsets[i + 1];
    int fromC = offsets[i + 2];
    int fromE = offsets[l < count ? l : i];
    float fa = factors[i];
    float fb = factors[i + 1];
    float fc = factors[i + 2];
    float fe = l < count ? factors[l] : 0;
    for (int x = 0; x < d; x++) {
      to[at + x] +=
          (fa * a[fromA + x] + fb * b[fromB + x]) + (fc * c[fromC + x] + fe * e[fromE + x]);
    }
  }
}
