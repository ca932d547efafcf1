package org.bayesagg.math.spec;

import org.bayesagg.math.spec.LikelihoodKind.Relation;

/**
 * One task: a likelihood on top of the shared features.
 *
 * @param name unique in the specification
 * @param likelihood the observation model
 * @param outputs o: outputs, or classes C of a categorical task
 * @param bias whether the posterior has a bias weight
 * @param priorVariance γ, variance of every weight before any evidence
 * @param noiseVariance ν, variance of a Gaussian task's label noise; 1 for the others
 * @param uncertaintyExponent s, the exponent of the weights
 * @param structure how much of the precision is kept
 */
public record TaskSpec(
    String name,
    LikelihoodKind likelihood,
    int outputs,
    boolean bias,
    double priorVariance,
    double noiseVariance,
    double uncertaintyExponent,
    PrecisionStructure structure) {

  /** Starts a task whose unset fields the preset fills in. */
  public static Builder builder(String name, LikelihoodKind likelihood) {
    return new Builder(name, likelihood);
  }

  /**
   * Rows of gradients: one an output for Gaussian and Bernoulli tasks, one in all for categorical.
   */
  public int rows() {
    return likelihood.relation() == Relation.COUPLED ? 1 : outputs;
  }

  /** p: the posterior's weights for each output, {@code featureDim} plus 1 with a bias. */
  public int weights(int featureDim) {
    return bias ? featureDim + 1 : featureDim;
  }

  /** Fields as the user set them; null where unset. */
  public static final class Builder {
    final String name;
    final LikelihoodKind likelihood;
    Integer outputs;
    Boolean bias;
    Double priorVariance;
    Double noiseVariance;
    Double uncertaintyExponent;
    PrecisionStructure structure;

    private Builder(String name, LikelihoodKind likelihood) {
      this.name = name;
      this.likelihood = likelihood;
    }

    /** Outputs or classes; unset: 1, and an error for categorical tasks. */
    public Builder outputs(Integer value) {
      outputs = value;
      return this;
    }

    /** Whether the posterior has a bias; unset: false for Gaussian tasks, true for the others. */
    public Builder bias(Boolean value) {
      bias = value;
      return this;
    }

    /** γ, above 0; unset: the preset's. */
    public Builder priorVariance(Double value) {
      priorVariance = value;
      return this;
    }

    /** ν, above 0, Gaussian tasks only; unset: 1. */
    public Builder noiseVariance(Double value) {
      noiseVariance = value;
      return this;
    }

    /** s, at least 0; unset: the preset's. */
    public Builder uncertaintyExponent(Double value) {
      uncertaintyExponent = value;
      return this;
    }

    /** Structure; unset: FULL, and BLOCK_DIAGONAL for Bernoulli tasks. */
    public Builder structure(PrecisionStructure value) {
      structure = value;
      return this;
    }
  }
}
