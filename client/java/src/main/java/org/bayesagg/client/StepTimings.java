package org.bayesagg.client;

import java.time.Duration;

/**
 * Server time of a step by phase.
 *
 * @param queue from the call's arrival to its turn
 * @param decode bytes to arrays, with all checks
 * @param evidence evidence of the batch
 * @param factorisation factorisation and products with the covariance
 * @param moments gradient moments
 * @param aggregation weights and their sum
 * @param encode arrays to bytes
 */
public record StepTimings(
    Duration queue,
    Duration decode,
    Duration evidence,
    Duration factorisation,
    Duration moments,
    Duration aggregation,
    Duration encode) {}
