package org.bayesagg.math.likelihood;

/**
 * Orthonormal contrasts of C classes: B [K, C] with K = C − 1, B Bᵀ = I and rows that sum to 0 (the
 * Helmert matrix without its constant row).
 *
 * <p>A softmax sees only differences of logits, so a categorical task's evidence is all in the
 * contrasts W' = B W of its weights; the constant direction keeps its prior. Working in contrasts
 * is exact, a class smaller, and nothing has to be subtracted.
 */
public final class Helmert {
  private final int classes;
  private final double[] values;

  private Helmert(int classes, double[] values) {
    this.classes = classes;
    this.values = values;
  }

  /** Of C ≥ 2 classes. */
  public static Helmert of(int classes) {
    double[] values = new double[(classes - 1) * classes];
    for (int k = 0; k < classes - 1; k++) {
      double norm = Math.sqrt((k + 1.0) * (k + 2.0));
      for (int c = 0; c <= k; c++) {
        values[k * classes + c] = 1 / norm;
      }
      values[k * classes + k + 1] = -(k + 1) / norm;
    }
    return new Helmert(classes, values);
  }

  /** K. */
  public int contrasts() {
    return classes - 1;
  }

  /** B_kc. */
  public double get(int contrast, int c) {
    return values[contrast * classes + c];
  }

  /** B v of C values at {@code from}, into K values at {@code at}. */
  public void apply(double[] v, int from, double[] to, int at) {
    for (int k = 0; k < classes - 1; k++) {
      double sum = 0;
      for (int c = 0; c <= k + 1; c++) {
        sum += values[k * classes + c] * v[from + c];
      }
      to[at + k] = sum;
    }
  }

  /**
   * W' [K, p] of W [C, p] with rows of {@code stride} floats from {@code offset}, without float64.
   */
  public void apply(float[] weights, int offset, int stride, int p, float[] to) {
    for (int k = 0; k < classes - 1; k++) {
      for (int j = 0; j < p; j++) {
        double sum = 0;
        for (int c = 0; c <= k + 1; c++) {
          sum += values[k * classes + c] * weights[offset + c * stride + j];
        }
        to[k * p + j] = (float) sum;
      }
    }
  }

  /** Bᵀ m [C, p] of contrasts m [K, p]; the caller's own. */
  public double[] expand(double[] m, int p) {
    double[] weights = new double[classes * p];
    for (int c = 0; c < classes; c++) {
      for (int k = Math.max(0, c - 1); k < classes - 1; k++) {
        double b = values[k * classes + c];
        for (int j = 0; j < p; j++) {
          weights[c * p + j] += b * m[k * p + j];
        }
      }
    }
    return weights;
  }

  /**
   * Bᵀ M B + constant · 11ᵀ/C ⊗ I [C p, C p] of a symmetric M [K p, K p]; the caller's own.
   *
   * @param constant what the matrix is in the constant direction
   */
  public double[] expandMatrix(double[] m, int p, double constant) {
    int q = (classes - 1) * p;
    int full = classes * p;
    double[] result = new double[Math.multiplyExact(full, full)];
    double[] row = new double[full];
    for (int i = 0; i < q; i++) {
      // Row i of M B.
      double[] own = new double[q];
      System.arraycopy(m, i * q, own, 0, q);
      System.arraycopy(expand(own, p), 0, row, 0, full);
      int k = i / p;
      for (int c = 0; c <= k + 1; c++) {
        double b = values[k * classes + c];
        int at = (c * p + i % p) * full;
        for (int j = 0; j < full; j++) {
          result[at + j] += b * row[j];
        }
      }
    }
    for (int a = 0; a < classes; a++) {
      for (int c = 0; c < classes; c++) {
        for (int j = 0; j < p; j++) {
          result[(a * p + j) * full + c * p + j] += constant / classes;
        }
      }
    }
    return result;
  }
}
