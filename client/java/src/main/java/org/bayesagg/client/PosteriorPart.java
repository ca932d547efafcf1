package org.bayesagg.client;

/** What can be asked of a posterior beside its mean. */
public enum PosteriorPart {
  /** The precision. */
  PRECISION,
  /** The covariance: the precision's inverse. */
  COVARIANCE
}
