package org.bayesagg.math.batch;

/** What was observed of one task for n examples. Arrays are lent, never modified. */
public sealed interface Observation {

  /**
   * Labels as numbers: [n, o] row-major. Gaussian: any finite number; Bernoulli: in [0, 1];
   * categorical: probabilities that sum to 1 in each row.
   */
  record Dense(float[] values) implements Observation {}

  /** Classes from 0 of a categorical task: [n]. */
  record Classes(int[] values) implements Observation {}

  /**
   * ∂loss/∂logit of each example by itself: [n, o] row-major. The label is taken from it at the
   * head's prediction: y = z − g/2 (Gaussian), y = p − g (others).
   */
  record OutputGradients(float[] values) implements Observation {}
}
