package org.bayesagg.math.linalg;

/** The covariance Σ = Λ⁻¹ [q, q] of one block of a posterior, in whatever form is cheapest. */
public interface Covariance {
  /**
   * XΣ [N, q] for the step's inputs X, in the workspace's memory, of either precision. Of a coupled
   * task Cov(u_l, ω_k) x in contrasts [N K, K p], example by example.
   */
  Matrix products();

  /**
   * Σ_ii [q], or Σ_(a,i),(b,i) [K, K, p] of a coupled task; the caller's own. Before {@link
   * #products} where both are wanted.
   */
  double[] diagonal();

  /**
   * The posterior mean Ση of a block's rows.
   *
   * @param information η of prior and step [rows, q] at {@code at}
   * @param to written at the same place
   */
  void mean(double[] information, double[] to, int at, int rows);
}
