package org.bayesagg.client;

/**
 * What a server is.
 *
 * @param version semantic version
 * @param engine "cpu" or "cuda"
 * @param engineDetail what the engine runs on, for people
 * @param limits what it holds to
 */
public record ServerInfo(String version, String engine, String engineDetail, Limits limits) {

  /**
   * A server's limits.
   *
   * @param maxMessageBytes of a unary message
   * @param maxContributionBytes of all arrays of one contribution
   * @param maxSessions sessions at a time
   * @param maxTotalBytes footprint of all sessions
   * @param maxWorkersPerSession workers of a session
   * @param maxQueuedContributions contributions that wait in a session
   */
  public record Limits(
      long maxMessageBytes,
      long maxContributionBytes,
      int maxSessions,
      long maxTotalBytes,
      int maxWorkersPerSession,
      int maxQueuedContributions) {}
}
