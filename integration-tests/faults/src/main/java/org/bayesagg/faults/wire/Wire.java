package org.bayesagg.faults.wire;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What happens to bytes that go one way. Thread-safe. */
final class Wire {
  private boolean stalled;
  private boolean swallowing;
  private boolean lost;
  private long delayNanos;

  synchronized void stall() {
    stalled = true;
  }

  synchronized void swallow() {
    swallowing = true;
  }

  synchronized void delay(Duration each) {
    delayNanos = each.toNanos();
  }

  /** Nothing happens to them any more; returns whether some have been lost. */
  synchronized boolean pass() {
    boolean any = lost;
    stalled = false;
    swallowing = false;
    lost = false;
    delayNanos = 0;
    notifyAll();
    return any;
  }

  /** Called with bytes in hand: waits as long as they have to, and says whether they go on. */
  synchronized boolean goesOn() throws InterruptedIOException {
    long due = System.nanoTime() + delayNanos;
    try {
      while (stalled) {
        wait();
      }
      for (long left = due - System.nanoTime();
          left > 0 && delayNanos > 0;
          left = due - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
    lost |= swallowing;
    return !swallowing;
  }
}
