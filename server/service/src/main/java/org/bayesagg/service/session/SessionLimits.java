package org.bayesagg.service.session;

/**
 * What all sessions together may take.
 *
 * @param maxSessions sessions at a time
 * @param maxTotalBytes footprint of all sessions
 * @param maxSessionBytes footprint of one session
 * @param maxWorkersPerSession workers of a session
 * @param maxQueuedContributions contributions that wait in a session
 */
public record SessionLimits(
    int maxSessions,
    long maxTotalBytes,
    long maxSessionBytes,
    int maxWorkersPerSession,
    int maxQueuedContributions) {

  /** The same for a server that has less memory. */
  public SessionLimits within(long bytes) {
    return new SessionLimits(
        maxSessions,
        Math.min(maxTotalBytes, bytes),
        Math.min(maxSessionBytes, bytes),
        maxWorkersPerSession,
        maxQueuedContributions);
  }
}
