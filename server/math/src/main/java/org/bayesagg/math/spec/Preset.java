package org.bayesagg.math.spec;

/**
 * A named set of choices that fills in what a user leaves unset.
 *
 * <p>{@link #PAPER} holds the choices of Achituve et al., <i>Bayesian Uncertainty for Gradient
 * Aggregation in Multi-Task Learning</i>, ICML 2024. {@link #ROBUST} weighs rows by the inverse of
 * their running loss and adds τ times what the posterior adds to the plain gradient.
 */
public enum Preset {
  /** The default: trains better models. */
  ROBUST(
      GradientCentre.HEAD,
      10,
      WeightStatistic.LOSS,
      WeightGranularity.ROW,
      WeightNormalisation.NONE,
      true,
      new PriorRefresh.Forgetting(0.95)),
  /** The paper's method. */
  PAPER(
      GradientCentre.POSTERIOR,
      1,
      WeightStatistic.VARIANCE,
      WeightGranularity.DIMENSION,
      WeightNormalisation.SUM,
      false,
      new PriorRefresh.StreamingEpoch());

  final GradientCentre gradientCentre;
  final double expectationGain;
  final WeightStatistic weightStatistic;
  final WeightGranularity weightGranularity;
  final WeightNormalisation weightNormalisation;
  final boolean noiseFromLoss;
  final PriorRefresh priorRefresh;

  Preset(
      GradientCentre gradientCentre,
      double expectationGain,
      WeightStatistic weightStatistic,
      WeightGranularity weightGranularity,
      WeightNormalisation weightNormalisation,
      boolean noiseFromLoss,
      PriorRefresh priorRefresh) {
    this.gradientCentre = gradientCentre;
    this.expectationGain = expectationGain;
    this.weightStatistic = weightStatistic;
    this.weightGranularity = weightGranularity;
    this.weightNormalisation = weightNormalisation;
    this.noiseFromLoss = noiseFromLoss;
    this.priorRefresh = priorRefresh;
  }

  /**
   * γ. Of PAPER 1e-3. Of ROBUST 1 for Gaussian tasks, in units of the noise; 5e-3 for the others,
   * whose evidence p (1 − p) x xᵀ fades as they come to fit: their covariance then grows towards γ,
   * and with it the τ part of the gradient, which at γ = 0.05 and above undid what had been learnt.
   */
  double priorVariance(LikelihoodKind likelihood) {
    if (this == PAPER) {
      return 1e-3;
    }
    return likelihood == LikelihoodKind.GAUSSIAN ? 1 : 5e-3;
  }

  /**
   * s: 1 for ROBUST; for PAPER 0.75 for Gaussian rows and 5e-4 for the others, the paper's values.
   */
  double uncertaintyExponent(LikelihoodKind likelihood) {
    if (this == ROBUST) {
      return 1;
    }
    return likelihood == LikelihoodKind.GAUSSIAN ? 0.75 : 5e-4;
  }
}
