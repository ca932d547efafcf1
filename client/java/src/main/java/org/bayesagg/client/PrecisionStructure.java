package org.bayesagg.client;

/** How much of a task's posterior precision is kept. */
public enum PrecisionStructure {
  /** All of it: the default of Gaussian and categorical tasks, refused for Bernoulli tasks. */
  FULL,
  /** One block an output or class: the default of Bernoulli tasks, refused for Gaussian tasks. */
  BLOCK_DIAGONAL,
  /** The diagonal only: for very wide features or very many outputs. */
  DIAGONAL
}
