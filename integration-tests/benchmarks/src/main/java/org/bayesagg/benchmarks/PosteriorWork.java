package org.bayesagg.benchmarks;

import org.bayesagg.math.linalg.Precision;

/**
 * Arithmetic of one block's batch posterior: everything up to XΣ and the diagonal of Σ. Products
 * whose result is symmetric and factors that are triangular count once, not twice.
 *
 * <p>n examples, q weights; a coupled block has k contrasts of p = q / k weights.
 */
final class PosteriorWork {
  private PosteriorWork() {}

  /**
   * Σ from Σ₀ and few examples, in float32. P = XΣ₀: 2 n q²; G = PXᵀ, symmetric: n² q; S = LLᵀ:
   * n³/3; L⁻¹DP and S⁻¹DP: n² q each; the squares of the diagonal: 2 n q.
   */
  static Work lowRank(double n, double q) {
    return Work.singles(2 * n * q * q + 3 * n * n * q + n * n * n / 3 + 2 * n * q);
  }

  /**
   * Λ = prior + H, factored: q²/2 + q³/3 in its precision. XΣ by two triangular products or
   * solutions in float32: 2 n q². Where the diagonal is wanted, L⁻¹: q³/3, and its squares: q².
   */
  static Work factored(double n, double q, Precision precision, boolean diagonal) {
    double factor = q * q / 2 + q * q * q / 3;
    double inverse = diagonal ? q * q * q / 3 + q * q : 0;
    return Work.flops(precision, factor + inverse).plus(Work.singles(2 * n * q * q));
  }

  /**
   * The low-rank form of a coupled block, in float32, with k rows of evidence an example. G = ZΣ₀:
   * 2 n k q p, since each row of Z has p values; GZᵀ, symmetric: n² k q; Fᵀ and F on both sides of
   * it: n² k³; its factor: (nk)³/3; both substitutions: (nk)² q each; Fᵀ before and F⁻ᵀ after them:
   * n k² q each; the diagonals of all pairs of contrasts: n k (k + 1) q.
   */
  static Work coupledLowRank(double n, double k, double p) {
    double q = k * p;
    double rows = n * k;
    return Work.singles(
        2 * n * q * q
            + n * n * k * q
            + n * n * k * k * k
            + rows * rows * rows / 3
            + 2 * rows * rows * q
            + 2 * n * k * k * q
            + n * k * (k + 1) * q);
  }

  /**
   * A coupled block by its explicit Σ = WᵀW, W = L⁻¹, in float64: q²/2 + q³/3 for L, for W and for
   * Σ each. Products in float32: 2 n q².
   */
  static Work coupledFactored(double n, double q) {
    return Work.doubles(q * q / 2 + q * q * q).plus(Work.singles(2 * n * q * q));
  }

  /** H = Σ ω x xᵀ: n q² for the lower triangle, n q for √ω x; of a coupled block n q² too. */
  static Work gram(double n, double q, Precision precision) {
    return Work.flops(precision, n * q * q + n * q);
  }
}
