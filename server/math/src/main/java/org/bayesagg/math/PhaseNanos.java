package org.bayesagg.math;

/**
 * Time of a step's phases, in nanoseconds.
 *
 * @param evidence evidence of the batch
 * @param factorisation factorisation and products with the covariance
 * @param moments gradient moments
 * @param aggregation weights and their sum
 */
public record PhaseNanos(long evidence, long factorisation, long moments, long aggregation) {}
