package org.bayesagg.service.session;

/**
 * What all sessions together may take.
 *
 * @param maxSessions sessions at a time
 * @param maxTotalBytes footprint of all sessions
 * @param maxWorkersPerSession workers of a session
 * @param maxQueuedContributions contributions that wait in a session
 */
public record SessionLimits(
    int maxSessions, long maxTotalBytes, int maxWorkersPerSession, int maxQueuedContributions) {}
