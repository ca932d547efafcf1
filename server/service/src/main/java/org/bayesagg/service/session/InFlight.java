package org.bayesagg.service.session;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The contributions that were accepted and are not answered yet, by worker and step. Confined to
 * the session's turns.
 */
final class InFlight {
  /** Refused contributions that are remembered; older ones can only be sent again in order. */
  private static final int REFUSED_KEPT = 1024;

  private final Map<String, TreeMap<StepKey, Pending>> byWorker = new HashMap<>();

  private final Set<ContributionKey> refused =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ContributionKey, Boolean> eldest) {
              return size() > REFUSED_KEPT;
            }
          });

  /** The contribution of that name, or null. */
  Pending get(ContributionKey key) {
    TreeMap<StepKey, Pending> steps = byWorker.get(key.worker());
    return steps == null ? null : steps.get(StepKey.of(key));
  }

  void add(Pending pending) {
    refused.remove(pending.key());
    byWorker
        .computeIfAbsent(pending.key().worker(), worker -> new TreeMap<>())
        .put(pending.place(), pending);
  }

  /** It was counted or has failed. */
  void remove(Pending pending) {
    String worker = pending.key().worker();
    TreeMap<StepKey, Pending> steps = byWorker.get(worker);
    steps.remove(pending.place());
    if (steps.isEmpty()) {
      byWorker.remove(worker);
    }
  }

  /**
   * A contribution that is known not to have been counted was refused: it may be sent again, even
   * if a later step of its worker, sent without waiting, is acknowledged before.
   */
  void refused(ContributionKey key) {
    refused.add(key);
  }

  /** Whether a contribution was refused, and neither accepted nor counted since. */
  boolean wasRefused(ContributionKey key) {
    return refused.contains(key);
  }

  boolean isEmpty() {
    return byWorker.isEmpty();
  }

  Set<String> workers() {
    return byWorker.keySet();
  }

  /** Whether nothing of its worker's is in flight that comes before it. */
  boolean isOldest(ContributionKey key) {
    TreeMap<StepKey, Pending> steps = byWorker.get(key.worker());
    return steps == null || StepKey.of(key).compareTo(steps.firstKey()) < 0;
  }

  /** The latest epoch a worker has something in, or -1. */
  long epochOf(String worker) {
    TreeMap<StepKey, Pending> steps = byWorker.get(worker);
    return steps == null ? StepKey.NONE.epoch() : steps.lastKey().epoch();
  }

  /** Whether a worker has something in an epoch. */
  boolean has(String worker, long epoch) {
    TreeMap<StepKey, Pending> steps = byWorker.get(worker);
    if (steps == null) {
      return false;
    }
    StepKey from = steps.ceilingKey(new StepKey(epoch, 0));
    return from != null && from.epoch() == epoch;
  }

  /** How many are in an epoch above {@code epoch}. */
  int countAbove(long epoch) {
    StepKey first = new StepKey(epoch + 1, 0);
    return byWorker.values().stream().mapToInt(steps -> steps.tailMap(first).size()).sum();
  }

  /** All of them, by worker and step. */
  List<Pending> all() {
    return new TreeMap<>(byWorker)
        .values().stream().flatMap(steps -> steps.values().stream()).toList();
  }
}
