package org.bayesagg.cli.bench;

/** Time that passes only where a test says so. */
final class FakeClock implements Clock {
  private long now;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void sleepUntil(long nanos) {
    now = Math.max(now, nanos);
  }

  void pass(long nanos) {
    now += nanos;
  }
}
