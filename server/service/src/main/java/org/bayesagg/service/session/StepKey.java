package org.bayesagg.service.session;

import java.util.Comparator;

/** The place of a step in a session; ordered by epoch, then by step. */
record StepKey(long epoch, long step) implements Comparable<StepKey> {
  /** Before every step. */
  static final StepKey NONE = new StepKey(-1, -1);

  private static final Comparator<StepKey> ORDER =
      Comparator.comparingLong(StepKey::epoch).thenComparingLong(StepKey::step);

  static StepKey of(ContributionKey key) {
    return new StepKey(key.epoch(), key.step());
  }

  static StepKey of(LedgerState.Place place) {
    return new StepKey(place.epoch(), place.step());
  }

  /** As others see it. */
  LedgerState.Place place() {
    return new LedgerState.Place(epoch, step);
  }

  @Override
  public int compareTo(StepKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "step " + step + " of epoch " + epoch;
  }
}
