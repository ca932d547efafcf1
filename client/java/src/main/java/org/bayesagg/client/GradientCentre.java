package org.bayesagg.client;

/** The weights about which gradient moments are taken. */
public enum GradientCentre {
  /** N(posterior mean, covariance). */
  POSTERIOR,
  /** N(current head, covariance). */
  HEAD
}
