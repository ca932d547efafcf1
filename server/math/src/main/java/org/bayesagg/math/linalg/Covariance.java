package org.bayesagg.math.linalg;

/** The covariance Σ = Λ⁻¹ [q, q] of one block of a posterior, in whatever form is cheapest. */
public interface Covariance {
  /**
   * Each row x of {@code rows} [k, q] times Σ, into {@code result} [k, q]; {@code rows} is not
   * modified.
   */
  void multiply(Matrix rows, Matrix result);

  /** Σ_ii [q]; the caller's own. */
  double[] diagonal();

  /** Σ itself [q, q], both triangles; valid as long as this object. */
  Matrix explicit();
}
