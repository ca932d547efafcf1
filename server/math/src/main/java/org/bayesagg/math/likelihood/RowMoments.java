package org.bayesagg.math.likelihood;

/**
 * Moments of one row's gradient ∂loss/∂h under the posterior, evaluated an example at a time.
 * Thread-safe.
 */
public interface RowMoments {
  /**
   * Writes what is asked for; null is not computed.
   *
   * @param example below N
   * @param plain [d]: the gradient at the centre weights
   * @param expected [d]: E[g]
   * @param variance [d]: Var[g], before floor and pooling
   */
  void evaluate(int example, float[] plain, float[] expected, float[] variance);
}
