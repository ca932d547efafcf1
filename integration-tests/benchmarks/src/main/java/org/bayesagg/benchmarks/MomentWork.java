package org.bayesagg.benchmarks;

/**
 * Arithmetic that turns XΣ and the diagonal of Σ into weights and a direction, example by example.
 *
 * <p>n examples, d features. Elementwise work is counted an element: it has no reuse to speak of
 * and yet adds up, rows · n · d elements of it.
 */
final class MomentWork {
  /** An exponential to float64, by a polynomial. */
  private static final double EXPONENTIAL = 20;

  /** f₃μ² + f₄μc + f₅c² + f₆Σ_ii. */
  private static final double VARIANCE = 10;

  /** max, power, and the sums for shares and mean variance. */
  private static final double WEIGHT = 5;

  /** numerator += λ (f₁μ + f₂c), denominator += λ. */
  private static final double SUM = 6;

  /** The trapezoid rule at its coarsest. */
  private static final double NODES = 21;

  private MomentWork() {}

  /** v = xᵀΣx and the last division: 4 n d. */
  static Work once(double n, double d) {
    return Work.singles(4 * n * d);
  }

  /** A row with its variances and one weight a dimension. */
  static Work weightedRow(double n, double d) {
    return Work.singles((VARIANCE + WEIGHT + SUM) * n * d);
  }

  /**
   * A row with one weight for all: n d (λ f₁) μ + (λ f₂) c. Rows that share c, the Gaussian ones,
   * need its factor summed alone.
   */
  static Work plainRow(double n, double d, boolean sharedProducts) {
    return Work.singles((sharedProducts ? 2 : 4) * n * d);
  }

  /**
   * The one-dimensional integrals of n logits in float64: a sigmoid and two sums a node, and three
   * centred sums more for the variance.
   */
  static Work logistic(double n, boolean variance) {
    double node = EXPONENTIAL + 2 + 6 + (variance ? 12 : 0);
    return Work.doubles(n * NODES * node);
  }

  /** Loss, prediction, curvature and pull of n outputs in float64. */
  static Work losses(double n) {
    return Work.doubles(n * (2 * EXPONENTIAL + 10));
  }

  /**
   * A categorical example with k ≥ 2 contrasts and s points of f = k + k² factors φ each. By
   * example: Cov(u) from k² rows [d], 2 k² d; A by substitution, k³ d + k² d; E[φ] of the points in
   * float64, see {@link #point}; the mean, 2 f d. For the variance, the cheaper of φ coef at every
   * point, 2 s f d + 3 s d, and of coefᵀ Cov(φ) coef, s f² + 2 f² d + 2 f d; and of the remainder,
   * 2 k² d + 2 k³ d + 2 k² d.
   */
  static Work categorical(double n, double d, double k, boolean variance) {
    double s = pointCount((int) k);
    double f = k + k * k;
    double mean = 2 * k * k * d + k * k * k * d + k * k * d + 2 * f * d;
    double spread = Math.min(2 * s * f * d + 3 * s * d, s * f * f + 2 * f * f * d + 2 * f * d);
    double rest = 4 * k * k * d + 2 * k * k * k * d;
    return Work.singles(n * (mean + (variance ? spread + rest : 0)))
        .plus(Work.doubles(n * s * point(k, variance)));
  }

  /**
   * One of s points, which come in mirrored pairs: half of k (k + 1) products for the deviations
   * and of k + 1 exponentials; its own softmax, contrasts (half of 2 k (k + 1)), E[r] and E[r ⊗ ε];
   * with variances E[r rᵀ] too.
   */
  private static double point(double k, boolean variance) {
    double classes = k + 1;
    double shared = (2 * k * classes + EXPONENTIAL * classes) / 2;
    double own = 4 * classes + k * classes + 2 * k + k * k;
    return shared + own + (variance ? 2 * k * k : 0);
  }

  /**
   * Points for logits that deviate by a half to one, as those of a prior variance of 1e-3 and some
   * hundred features do.
   */
  private static double pointCount(int contrasts) {
    return switch (contrasts) {
      case 2 -> 240;
      case 3 -> 216;
      case 4 -> 256;
      default -> 512;
    };
  }
}
