package org.bayesagg.faults.soak;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Times of steps that no fault has touched, by tenths of the whole run. Thread-safe. */
final class Latencies {
  private static final int TENTHS = 10;

  private final long total;
  private final int[][] micros;
  private final AtomicInteger[] counts = new AtomicInteger[TENTHS];

  Latencies(long total) {
    this.total = total;
    // A step more for each worker that is in one when the tenth is over.
    micros = new int[TENTHS][Math.toIntExact(total / TENTHS + 1024)];
    Arrays.setAll(counts, tenth -> new AtomicInteger());
  }

  /** A step, the so manieth of all, took so long. */
  void add(long number, long nanos) {
    int tenth = (int) Math.min(TENTHS - 1, TENTHS * number / total);
    int at = counts[tenth].getAndIncrement();
    if (at < micros[tenth].length) {
      micros[tenth][at] = (int) (nanos / 1000);
    }
  }

  /** The 99th percentile of a tenth in milliseconds. */
  double p99(int tenth) {
    int count = Math.min(counts[tenth].get(), micros[tenth].length);
    int[] sorted = Arrays.copyOf(micros[tenth], count);
    Arrays.sort(sorted);
    return count == 0 ? Double.NaN : sorted[(int) (0.99 * (count - 1))] / 1e3;
  }
}
