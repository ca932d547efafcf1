package org.bayesagg.service.session;

/** Which epoch runs, and whether anything was counted into it. */
final class EpochTracker {
  private long running;
  private boolean begun;
  private boolean nextBegun;

  /** The running epoch, from 0. */
  long running() {
    return running;
  }

  /** Whether the running epoch holds anything. */
  boolean begun() {
    return begun;
  }

  /** Whether the next epoch holds anything. */
  boolean nextBegun() {
    return nextBegun;
  }

  void restore(long epoch, boolean begunNow, boolean nextBegunNow) {
    running = epoch;
    begun = begunNow;
    nextBegun = nextBegunNow;
  }

  /** Something was counted for {@code epoch}: the running one, or the next under forgetting. */
  void counted(long epoch) {
    if (epoch > running) {
      nextBegun = true;
    } else {
      begun = true;
    }
  }

  /** The running epoch is closed, the next one runs. */
  void close() {
    running++;
    begun = nextBegun;
    nextBegun = false;
  }
}
