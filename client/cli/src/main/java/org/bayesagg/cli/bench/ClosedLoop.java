package org.bayesagg.cli.bench;

/** Each step begins when the worker's last one has been answered. */
final class ClosedLoop implements Pace {
  private final Clock clock;
  private final Budget budget;

  /**
   * A worker's pace.
   *
   * @param budget what all workers share
   */
  ClosedLoop(Clock clock, Budget budget) {
    this.clock = clock;
    this.budget = budget;
  }

  @Override
  public long next() {
    long now = clock.nanos();
    return budget.take(now) ? now : OVER;
  }
}
