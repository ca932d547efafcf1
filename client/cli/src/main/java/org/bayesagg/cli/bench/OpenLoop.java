package org.bayesagg.cli.bench;

/**
 * Steps begin at fixed times, whatever the server does. The steps of all workers are evenly spaced:
 * step i of worker k of w at a rate r is due at start + (i w + k) / r. A worker that is late begins
 * at once, and the time counts from when the step was due: what the server's slowness delays counts
 * as its latency. No step is left out.
 */
final class OpenLoop implements Pace {
  private final Clock clock;
  private final long start;
  private final double spacingNanos;
  private final int workers;
  private final long total;
  private long index;

  /**
   * A worker's pace.
   *
   * @param start when the first step of all is due
   * @param rate steps a second of all workers together, above 0
   * @param worker which one, from 0
   * @param workers how many there are
   * @param total steps of all workers together
   */
  OpenLoop(Clock clock, long start, double rate, int worker, int workers, long total) {
    this.clock = clock;
    this.start = start;
    spacingNanos = 1e9 / rate;
    this.workers = workers;
    this.total = total;
    index = worker;
  }

  @Override
  public long next() {
    if (index >= total) {
      return OVER;
    }
    long due = start + (long) (index * spacingNanos);
    index += workers;
    clock.sleepUntil(due);
    return due;
  }
}
