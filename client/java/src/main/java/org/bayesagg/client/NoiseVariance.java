package org.bayesagg.client;

/** Where the noise variance of Gaussian rows comes from. */
public enum NoiseVariance {
  /** {@link TaskOptions#noiseVariance}. */
  STATED,
  /** The row's running mean loss; the prior variance is then in units of it. */
  FROM_LOSS
}
