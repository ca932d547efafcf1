package org.bayesagg.client;

/** A named set of choices that fills in what is left unset. */
public enum Preset {
  /**
   * The default, for training better models: weights 1 / running loss, gradients about the current
   * heads plus 10 times what the posterior adds to them, evidence forgotten at 0.95 a step.
   */
  ROBUST,
  /** The choices of the BayesAgg-MTL paper (ICML 2024). */
  PAPER
}
