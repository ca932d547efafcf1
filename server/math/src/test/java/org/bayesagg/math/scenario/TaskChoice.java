package org.bayesagg.math.scenario;

import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.TaskSpec;

/** One random task, before it is made to make sense. */
record TaskChoice(
    LikelihoodKind kind,
    int outputs,
    Boolean bias,
    double priorVariance,
    double noiseVariance,
    double exponent,
    PrecisionStructure structure) {

  TaskSpec.Builder builder(String name, boolean noiseFromLoss) {
    boolean noise = kind == LikelihoodKind.GAUSSIAN && !noiseFromLoss;
    return TaskSpec.builder(name, kind)
        .outputs(kind == LikelihoodKind.CATEGORICAL ? Math.max(2, outputs) : outputs)
        .bias(bias)
        .priorVariance(priorVariance)
        .noiseVariance(noise ? noiseVariance : null)
        .uncertaintyExponent(exponent)
        .structure(structure());
  }

  /** The structure, or the nearest that the likelihood has. */
  @Override
  public PrecisionStructure structure() {
    return switch (kind) {
      case CATEGORICAL -> structure;
      case GAUSSIAN ->
          structure == PrecisionStructure.BLOCK_DIAGONAL ? PrecisionStructure.FULL : structure;
      case BERNOULLI ->
          structure == PrecisionStructure.FULL ? PrecisionStructure.BLOCK_DIAGONAL : structure;
    };
  }
}
