package org.bayesagg.client;

/**
 * One task's predictions under the posterior.
 *
 * @param task its name
 * @param mean [n, o]: predictive mean (Gaussian), probability of 1 (Bernoulli), or of each class
 * @param variance [n, o]: of the output, label noise included (Gaussian), or of each logit
 */
public record TaskPrediction(String task, DenseArray mean, DenseArray variance) {}
