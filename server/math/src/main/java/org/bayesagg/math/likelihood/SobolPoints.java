package org.bayesagg.math.likelihood;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.SobolSequenceGenerator;

/**
 * The fixed set of standard normal points in K dimensions over which categorical moments are taken.
 *
 * <p>The first points of the Sobol sequence (Joe and Kuo's directions), scrambled by a digital
 * shift drawn with seed {@value #SEED}, mapped by the inverse normal distribution; then each with
 * its mirror image, and whitened, so that the set's mean is 0 and its covariance the identity. Odd
 * moments and all quadratic ones are therefore exact, and what is left is of the fourth order in
 * the logits' deviations. The set depends on K and the count alone: every example, step and server
 * uses the same.
 */
final class SobolPoints {
  /** Points of the set for deviations of up to 1, and beyond. */
  static final int MODERATE = 512;

  static final int WIDE = 1024;

  private static final long SEED = 20240704;
  private static final int BITS = 52;
  private static final Map<List<Integer>, double[]> KEPT = new ConcurrentHashMap<>();

  /** The most dimensions there are directions for. */
  static final int MAX_DIMENSION = 1000;

  private SobolPoints() {}

  /**
   * ε [count, K] row-major, shared: not to be modified.
   *
   * @param count even
   */
  static double[] of(int dimension, int count) {
    return KEPT.computeIfAbsent(List.of(dimension, count), key -> make(dimension, count / 2));
  }

  private static double[] make(int k, int pairs) {
    SobolSequenceGenerator sobol = new SobolSequenceGenerator(k);
    sobol.nextVector(); // The origin, which every shift would map to the same corner.
    SplittableRandom random = new SplittableRandom(SEED);
    long[] shift = new long[k];
    for (int j = 0; j < k; j++) {
      shift[j] = random.nextLong() >>> (64 - BITS);
    }
    NormalDistribution normal = new NormalDistribution(null, 0, 1);
    double[] half = new double[pairs * k];
    for (int s = 0; s < pairs; s++) {
      double[] point = sobol.nextVector();
      for (int j = 0; j < k; j++) {
        long bits = (long) (point[j] * (1L << BITS)) ^ shift[j];
        half[s * k + j] = normal.inverseCumulativeProbability((bits + 0.5) / (1L << BITS));
      }
    }
    if (k < pairs) {
      whiten(half, k);
    }
    double[] points = new double[2 * half.length];
    for (int s = 0; s < pairs; s++) {
      for (int j = 0; j < k; j++) {
        points[s * k + j] = half[s * k + j];
        points[(2 * pairs - 1 - s) * k + j] = -half[s * k + j];
      }
    }
    return points;
  }

  /** Makes Σ ε εᵀ / count the identity, by the inverse Cholesky factor of what it is. */
  private static void whiten(double[] points, int k) {
    int count = points.length / k;
    double[] moment = new double[k * k];
    for (int s = 0; s < count; s++) {
      for (int a = 0; a < k; a++) {
        for (int b = 0; b <= a; b++) {
          moment[a * k + b] += points[s * k + a] * points[s * k + b] / count;
        }
      }
    }
    SmallCholesky.factor(moment, k);
    for (int s = 0; s < count; s++) {
      SmallCholesky.forward(moment, k, points, s * k);
    }
  }
}
