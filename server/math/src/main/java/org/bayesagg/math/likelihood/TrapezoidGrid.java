package org.bayesagg.math.likelihood;

/**
 * Nodes t and weights of the trapezoid rule for the standard normal over ±7 deviations.
 *
 * @param nodes t, ascending; not to be modified
 * @param weights exp(−t²/2), scaled to sum to 1; not to be modified
 */
record TrapezoidGrid(double[] nodes, double[] weights) {
  private static final double REACH = 7;
  private static final double WIDEST_STEP = 0.75;
  private static final double Z_STEP = 0.7;
  private static final TrapezoidGrid[] BY_LEVEL = new TrapezoidGrid[9];

  static {
    for (int level = 0; level < BY_LEVEL.length; level++) {
      BY_LEVEL[level] = make(step(level));
    }
  }

  /** The coarsest grid whose step is at most 0.7 in z; deviations up to 12 have one. */
  static TrapezoidGrid forDeviation(double deviation) {
    int level = 0;
    while (level < BY_LEVEL.length - 1 && step(level) * deviation > Z_STEP) {
      level++;
    }
    return BY_LEVEL[level];
  }

  /** Every level's, from the coarsest on. */
  static TrapezoidGrid[] all() {
    return BY_LEVEL.clone();
  }

  /** Each level has √2 times the nodes of the one before. */
  static double step(int level) {
    return WIDEST_STEP * Math.pow(2, -level / 2.0);
  }

  private static TrapezoidGrid make(double step) {
    int half = (int) Math.ceil(REACH / step);
    double[] nodes = new double[2 * half + 1];
    double[] weights = new double[nodes.length];
    double sum = 0;
    for (int j = 0; j < nodes.length; j++) {
      nodes[j] = (j - half) * step;
      weights[j] = Math.exp(-nodes[j] * nodes[j] / 2);
      sum += weights[j];
    }
    for (int j = 0; j < nodes.length; j++) {
      weights[j] /= sum;
    }
    return new TrapezoidGrid(nodes, weights);
  }
}
