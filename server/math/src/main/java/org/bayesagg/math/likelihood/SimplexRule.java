package org.bayesagg.math.likelihood;

/**
 * The rule of Mysovskikh for the standard normal in K dimensions: exact for every polynomial of
 * degree 5, with K² + 3K + 3 points.
 *
 * <p>Besides the origin, weight 2/(K+2), all points lie at the radius √(K+2): the K + 1 corners a_r
 * of a regular simplex and their mirror images, weight K²(7−K) / (2(K+1)²(K+2)²), and the
 * mid-points of its edges with theirs, weight 2(K−1)² / ((K+1)²(K+2)²). Beyond K = 7 the corners'
 * weight is negative, which costs nothing where the integrand is nearly a polynomial.
 *
 * <p>Source: Mysovskikh (1980), in Stroud's notation E_n^{r²} 5.
 */
final class SimplexRule {
  private SimplexRule() {}

  /** The points of K ≥ 2 dimensions, in mirrored order around the origin. */
  static LogitPoints of(int k) {
    double[][] corners = corners(k);
    double denominator = Math.pow((k + 1.0) * (k + 2.0), 2);
    double corner = k * (double) k * (7 - k) / (2 * denominator);
    double edge = 2 * Math.pow(k - 1.0, 2) / denominator;
    int half = (k + 1) * (k + 2) / 2;
    double[] values = new double[(2 * half + 1) * k];
    double[] weights = new double[2 * half + 1];
    weights[half] = 2.0 / (k + 2);
    int s = 0;
    for (int r = 0; r <= k; r++) {
      for (int q = 0; q <= r; q++) {
        double[] point = new double[k];
        double square = 0;
        for (int j = 0; j < k; j++) {
          point[j] = corners[r][j] + corners[q][j];
          square += point[j] * point[j];
        }
        double scale = Math.sqrt((k + 2) / square);
        int mirror = 2 * half - s;
        for (int j = 0; j < k; j++) {
          values[s * k + j] = scale * point[j];
          values[mirror * k + j] = -scale * point[j];
        }
        weights[s] = q == r ? corner : edge;
        weights[mirror] = weights[s];
        s++;
      }
    }
    return new LogitPoints(k, values, weights);
  }

  /** A regular simplex on the unit sphere: K + 1 corners whose products are all −1/K. */
  private static double[][] corners(int k) {
    double[][] corners = new double[k + 1][k];
    for (int r = 0; r <= k; r++) {
      for (int j = 0; j < Math.min(r + 1, k); j++) {
        double left = k - j;
        corners[r][j] =
            j == r
                ? Math.sqrt((k + 1.0) * left / (k * (left + 1)))
                : -Math.sqrt((k + 1.0) / (k * left * (left + 1)));
      }
    }
    return corners;
  }
}
