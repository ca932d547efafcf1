package org.bayesagg.cli.quickstart;

/**
 * Matrix products of a small network: row-major float arrays, plain loops over contiguous rows that
 * the JIT compiler turns into vector instructions.
 */
final class Products {
  private Products() {}

  /** c [n, m] += a [n, k] b [k, m]. */
  static void addProduct(float[] a, float[] b, float[] c, int n, int k, int m) {
    for (int i = 0; i < n; i++) {
      int p = 0;
      for (; p + 3 < k; p += 4) {
        int at = i * k + p;
        addRows(b, p * m, m, a[at], a[at + 1], a[at + 2], a[at + 3], c, i * m);
      }
      for (; p < k; p++) {
        addRow(b, p * m, m, a[i * k + p], c, i * m);
      }
    }
  }

  /** c [k, m] += aᵀ b with a [n, k] and b [n, m]. */
  static void addTransposedProduct(float[] a, float[] b, float[] c, int n, int k, int m) {
    int i = 0;
    for (; i + 3 < n; i += 4) {
      for (int p = 0; p < k; p++) {
        int at = i * k + p;
        addRows(b, i * m, m, a[at], a[at + k], a[at + 2 * k], a[at + 3 * k], c, p * m);
      }
    }
    for (; i < n; i++) {
      for (int p = 0; p < k; p++) {
        addRow(b, i * m, m, a[i * k + p], c, p * m);
      }
    }
  }

  /** The transpose [m, n] of a [n, m]. */
  static float[] transposed(float[] a, int n, int m) {
    float[] result = new float[a.length];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        result[j * n + i] = a[i * m + j];
      }
    }
    return result;
  }

  /** Four rows at a time: a quarter of the loads and stores of c. */
  private static void addRows(
      float[] b, int from, int m, float f0, float f1, float f2, float f3, float[] c, int to) {
    // Many inputs are white pixels and many activations zero.
    if (f0 == 0 && f1 == 0 && f2 == 0 && f3 == 0) {
      return;
    }
    for (int j = 0; j < m; j++) {
      c[to + j] +=
          f0 * b[from + j]
              + f1 * b[from + m + j]
              + f2 * b[from + 2 * m + j]
              + f3 * b[from + 3 * m + j];
    }
  }

  private static void addRow(float[] b, int from, int m, float factor, float[] c, int to) {
    for (int j = 0; j < m; j++) {
      c[to + j] += factor * b[from + j];
    }
  }
}
