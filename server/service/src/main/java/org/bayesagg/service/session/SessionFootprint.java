package org.bayesagg.service.session;

/**
 * Memory of a session in bytes: evidence and priors, working memory, kept answers and stored epoch.
 */
public record SessionFootprint(long stateBytes, long scratchBytes, long replayBytes) {
  /** All of it. */
  public long totalBytes() {
    return stateBytes + scratchBytes + replayBytes;
  }
}
