package org.bayesagg.math.spec;

/**
 * A task's observation model, and what follows from it for rows, precisions and labels. Its maths
 * are in {@code org.bayesagg.math.likelihood}.
 */
public enum LikelihoodKind {
  /** Squared error of each output; one row an output. */
  GAUSSIAN(Relation.SAME_PRECISION, LabelRange.REAL),
  /** Binary cross-entropy of each output; one row an output. */
  BERNOULLI(Relation.INDEPENDENT, LabelRange.UNIT),
  /** Cross-entropy over the outputs as classes; one row for the task. */
  CATEGORICAL(Relation.COUPLED, LabelRange.PROBABILITIES);

  /** What a task's outputs have to do with one another. */
  public enum Relation {
    /** A row each, and the same precision for all. */
    SAME_PRECISION,
    /** A row each, and a precision each. */
    INDEPENDENT,
    /** One row and one precision for all of them together. */
    COUPLED
  }

  /** What a label may be. */
  public enum LabelRange {
    /** Any finite number. */
    REAL,
    /** From 0 to 1. */
    UNIT,
    /** From 0 to 1, summing to 1 over the outputs. */
    PROBABILITIES
  }

  private final Relation relation;
  private final LabelRange labelRange;

  LikelihoodKind(Relation relation, LabelRange labelRange) {
    this.relation = relation;
    this.labelRange = labelRange;
  }

  /** What the outputs have to do with one another. */
  public Relation relation() {
    return relation;
  }

  /** What a label may be. */
  public LabelRange labelRange() {
    return labelRange;
  }
}
