package org.bayesagg.service.session;

import java.util.List;
import java.util.TreeSet;

/**
 * The synchronous steps that were counted, so that a contribution that comes later is known to be
 * late. Bounded: of those long gone only the highest is kept, and whatever is below it counts as
 * closed too.
 */
final class ClosedSteps {
  private final int kept;
  private final TreeSet<StepKey> closed = new TreeSet<>();
  private StepKey floor = StepKey.NONE;

  /** Keeps the {@code kept} highest one by one. */
  ClosedSteps(int kept) {
    this.kept = kept;
  }

  void add(StepKey key) {
    closed.add(key);
    if (closed.size() > kept) {
      floor = closed.pollFirst();
    }
  }

  boolean contains(StepKey key) {
    return key.compareTo(floor) <= 0 || closed.contains(key);
  }

  /** Whatever is at or below it is closed. */
  StepKey floor() {
    return floor;
  }

  /** The closed ones above the floor, ascending. */
  List<LedgerState.Place> save() {
    return closed.stream().map(StepKey::place).toList();
  }

  void restore(LedgerState.Place through, List<LedgerState.Place> above) {
    floor = StepKey.of(through);
    above.forEach(place -> closed.add(StepKey.of(place)));
  }
}
