package org.bayesagg.math.likelihood;

/** Inner products of float arrays, summed in four lanes of float64. */
final class Dot {
  private Dot() {}

  static double of(float[] a, int atA, float[] b, int atB, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 4 <= length; j += 4) {
      s0 += (double) a[atA + j] * b[atB + j];
      s1 += (double) a[atA + j + 1] * b[atB + j + 1];
      s2 += (double) a[atA + j + 2] * b[atB + j + 2];
      s3 += (double) a[atA + j + 3] * b[atB + j + 3];
    }
    for (; j < length; j++) {
      s0 += (double) a[atA + j] * b[atB + j];
    }
    return s0 + s1 + (s2 + s3);
  }
}
