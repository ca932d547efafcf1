package org.bayesagg.service.live;

import java.util.Arrays;

/** The latencies of the last steps. Thread-safe. */
final class Latencies {
  private static final int KEPT = 512;

  private final long[] nanos = new long[KEPT];
  private long added;

  synchronized void add(long latencyNanos) {
    nanos[(int) (added++ % KEPT)] = latencyNanos;
  }

  /** Milliseconds below which that share of them lies; NaN where there are none. */
  synchronized double millis(double share) {
    int count = (int) Math.min(added, KEPT);
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.min(count - 1, (int) (share * count))] / 1e6;
  }
}
