package org.bayesagg.math.reference;

/** L̂ = m / (1 − βᵗ) with m ← β m + (1 − β) · batch mean, t counting the steps with a label. */
final class RunningLoss {
  private final double decay;
  private double[] sum;
  private int steps;

  RunningLoss(double decay) {
    this.decay = decay;
  }

  void add(double[] batchMean) {
    if (sum == null) {
      sum = new double[batchMean.length];
    }
    for (int r = 0; r < sum.length; r++) {
      sum[r] = decay * sum[r] + (1 - decay) * batchMean[r];
    }
    steps++;
  }

  /** L̂ of each row; empty before the first label. */
  double[] value() {
    double[] value = sum == null ? new double[0] : sum.clone();
    for (int r = 0; r < value.length; r++) {
      value[r] /= 1 - Math.pow(decay, steps);
    }
    return value;
  }
}
