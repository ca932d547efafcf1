package org.bayesagg.math.likelihood;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/** Products of Gauss–Hermite rules, for the three or four dimensions in which they are few. */
final class HermiteRule {
  /** Nodes a dimension in three dimensions up to a deviation of 1, and beyond. */
  static final int NODES = 6;

  static final int WIDE_NODES = 10;

  /** The same in four dimensions. */
  static final int NODES_OF_FOUR = 4;

  static final int WIDE_NODES_OF_FOUR = 5;

  private HermiteRule() {}

  /** All nodes^K points of the product. */
  static LogitPoints of(int k, int nodes) {
    GaussIntegrator line = new GaussIntegratorFactory().hermite(nodes);
    int count = 1;
    for (int j = 0; j < k; j++) {
      count *= nodes;
    }
    double[] values = new double[count * k];
    double[] weights = new double[count];
    for (int s = 0; s < count; s++) {
      int rest = s;
      weights[s] = 1;
      for (int j = 0; j < k; j++) {
        int node = rest % nodes;
        rest /= nodes;
        // For exp(−x²): ε = √2 x, and the weights sum to √π.
        values[s * k + j] = Math.sqrt(2) * line.getPoint(node);
        weights[s] *= line.getWeight(node) / Math.sqrt(Math.PI);
      }
    }
    return new LogitPoints(k, values, weights);
  }
}
