package org.bayesagg.math;

/**
 * Predictions of one task for n examples. The arrays belong to the caller.
 *
 * @param mean [n, o]: predictive mean (Gaussian), probability of 1 (Bernoulli), of each class
 *     (categorical)
 * @param variance [n, o]: predictive variance with label noise (Gaussian), variance of each logit
 *     (others)
 */
public record Prediction(float[] mean, float[] variance) {}
