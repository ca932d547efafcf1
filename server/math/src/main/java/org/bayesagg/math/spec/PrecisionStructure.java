package org.bayesagg.math.spec;

/** How much of a task's posterior precision is kept. */
public enum PrecisionStructure {
  /** Gaussian: one [p, p] for all outputs. Categorical: [C p, C p]. */
  FULL,
  /** One [p, p] block for each output or class. */
  BLOCK_DIAGONAL,
  /** The diagonal only. */
  DIAGONAL
}
