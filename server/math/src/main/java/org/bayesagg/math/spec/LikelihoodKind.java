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
    REAL(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, "(-Inf, Inf)"),
    /** From 0 to 1. */
    UNIT(0, 1, "[0, 1]"),
    /** From 0 to 1, summing to 1 over the outputs. */
    PROBABILITIES(0, 1, "[0, 1]");

    private final double least;
    private final double greatest;
    private final String interval;

    LabelRange(double least, double greatest, String interval) {
      this.least = least;
      this.greatest = greatest;
      this.interval = interval;
    }

    /** The least label. */
    public double least() {
      return least;
    }

    /** The greatest label. */
    public double greatest() {
      return greatest;
    }

    /** The range in words, for messages. */
    public String interval() {
      return interval;
    }

    /** The label in range that is nearest to {@code y}. */
    public double clamp(double y) {
      return Math.min(greatest, Math.max(least, y));
    }
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
