package org.bayesagg.math;

/**
 * Memory of an {@link Aggregator}, known before it is made.
 *
 * @param stateBytes evidence and priors
 * @param scratchBytes working memory of a step
 * @param storeBytes the stored epoch of {@code ExactEpoch}
 */
public record Footprint(long stateBytes, long scratchBytes, long storeBytes) {
  /** All of it. */
  public long totalBytes() {
    return stateBytes + scratchBytes + storeBytes;
  }
}
