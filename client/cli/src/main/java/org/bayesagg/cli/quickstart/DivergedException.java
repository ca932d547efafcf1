package org.bayesagg.cli.quickstart;

/** A training run whose features stopped being finite numbers. */
final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private DivergedException(int epoch, int step) {
    super("training diverged: features of epoch " + epoch + ", step " + step + " are not finite");
  }

  /** Throws if any value is NaN or infinite. */
  static void check(float[] features, int epoch, int step) {
    float sum = 0;
    for (float value : features) {
      // Zero, but NaN where the value is infinite or NaN.
      sum += value * 0;
    }
    if (sum != 0) {
      throw new DivergedException(epoch, step);
    }
  }
}
