package org.bayesagg.math.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Points and weights for expectations under a standard normal in k dimensions.
 *
 * <p>Up to three dimensions, as long as that is affordable: the trapezoid rule in a ball. For an
 * analytic integrand its error falls like exp(−2π²/h²) for the normal and exp(−2π²/(h σ)) for a
 * sigmoid of a logit with deviation σ, whose nearest pole lies π away; the steps below make both
 * less than 1e-13, and the ball's rim leaves at most 1e-8 out. Beyond: a quasi-random set (additive
 * recurrence, Box–Muller), each point with its mirror image, stretched to have exactly unit
 * covariance: only fourth-order terms are left to err.
 */
record NormalGrid(double[][] points, double[] weights) {
  private static final double COARSE = 0.75;
  private static final double LARGEST = 1.5e5;
  private static final int QUASI_RANDOM_PAIRS = 1 << 12;
  private static final Map<String, NormalGrid> CACHE = new ConcurrentHashMap<>();

  /** A grid for integrands of logits whose largest standard deviation is {@code deviation}. */
  static NormalGrid of(int dimensions, double deviation) {
    double step = Math.min(COARSE, 0.6 / deviation);
    if (dimensions > 3 || Math.pow(2 * radius(dimensions) / step, dimensions) > LARGEST) {
      return CACHE.computeIfAbsent("quasi " + dimensions, key -> quasiRandom(dimensions));
    }
    if (step < COARSE) {
      return trapezoid(dimensions, step);
    }
    return CACHE.computeIfAbsent("ball " + dimensions, key -> trapezoid(dimensions, step));
  }

  int size() {
    return weights.length;
  }

  private static double radius(int dimensions) {
    return dimensions < 3 ? 8.5 : 6.8;
  }

  private static NormalGrid trapezoid(int dimensions, double step) {
    double radius = radius(dimensions);
    int reach = (int) (radius / step);
    List<double[]> points = new ArrayList<>();
    collect(points, new double[dimensions], 0, reach, step, radius * radius);
    double[] weights = new double[points.size()];
    for (int i = 0; i < weights.length; i++) {
      double[] t = points.get(i);
      weights[i] = Math.exp(-0.5 * LinearAlgebra.dot(t, t));
    }
    return normalised(points, weights);
  }

  private static void collect(
      List<double[]> points, double[] point, int axis, int reach, double step, double limit) {
    if (axis == point.length) {
      if (LinearAlgebra.dot(point, point) <= limit) {
        points.add(point.clone());
      }
      return;
    }
    for (int k = -reach; k <= reach; k++) {
      point[axis] = k * step;
      collect(points, point, axis + 1, reach, step, limit);
    }
  }

  /** Additive recurrence with the powers of the root of x^(k+1) = x + 1, k made even. */
  private static NormalGrid quasiRandom(int dimensions) {
    int k = dimensions + dimensions % 2;
    double root = 2;
    for (int i = 0; i < 100; i++) {
      root = Math.pow(1 + root, 1.0 / (k + 1));
    }
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < QUASI_RANDOM_PAIRS; i++) {
      double[] uniform = new double[k];
      for (int j = 0; j < k; j++) {
        uniform[j] = (0.5 + (i + 1) * Math.pow(root, -(j + 1))) % 1;
      }
      double[] point = new double[dimensions];
      double[] mirror = new double[dimensions];
      for (int j = 0; j < dimensions; j++) {
        int pair = j - j % 2;
        double length = Math.sqrt(-2 * Math.log(1 - uniform[pair]));
        double angle = 2 * Math.PI * uniform[pair + 1];
        point[j] = length * (j == pair ? Math.cos(angle) : Math.sin(angle));
        mirror[j] = -point[j];
      }
      points.add(point);
      points.add(mirror);
    }
    double[] weights = new double[points.size()];
    Arrays.fill(weights, 1);
    return normalised(whitened(points), weights);
  }

  private static List<double[]> whitened(List<double[]> points) {
    double[][] covariance = new double[points.get(0).length][points.get(0).length];
    for (double[] point : points) {
      LinearAlgebra.addOuter(covariance, 1.0 / points.size(), point, point);
    }
    double[][] lower = LinearAlgebra.cholesky(covariance);
    return points.stream().map(point -> LinearAlgebra.solveLower(lower, point)).toList();
  }

  private static NormalGrid normalised(List<double[]> points, double[] weights) {
    double sum = 0;
    for (double w : weights) {
      sum += w;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return new NormalGrid(points.toArray(double[][]::new), weights);
  }
}
