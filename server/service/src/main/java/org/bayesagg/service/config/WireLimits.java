package org.bayesagg.service.config;

import java.time.Duration;

/**
 * What callers may take of the network and of the memory for what comes from it.
 *
 * @param maxMessageBytes of a message
 * @param maxContributionBytes of all tensors of one contribution
 * @param maxStreamContributions unanswered contributions of one stream
 * @param maxConcurrentSteps contributions at a time, over all sessions
 * @param maxConcurrentBytes of their tensors
 * @param maxStepsPerSecond of one identity; 0: no limit
 * @param maxHeaderBytes metadata of a call
 * @param maxCallsPerConnection at a time
 * @param maxConnections at a time
 * @param maxConnectionAge zero: no limit
 * @param streamIdle how long a stream may be silent
 * @param stall how long a message may be unfinished, or an answer unread
 */
public record WireLimits(
    int maxMessageBytes,
    long maxContributionBytes,
    int maxStreamContributions,
    int maxConcurrentSteps,
    long maxConcurrentBytes,
    int maxStepsPerSecond,
    int maxHeaderBytes,
    int maxCallsPerConnection,
    int maxConnections,
    Duration maxConnectionAge,
    Duration streamIdle,
    Duration stall) {}
