package org.bayesagg.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bayesagg.v1.StepPlace;

/**
 * The highest step of each worker whose answer has come, which every contribution repeats: a server
 * that has lost it then says so. Thread-safe.
 */
final class Acknowledged {
  private final Map<String, StepPlace> byWorker = new ConcurrentHashMap<>();

  /** The place, or null before the first answer. */
  StepPlace of(String worker) {
    return byWorker.get(worker);
  }

  /** A contribution's answer has come. */
  void add(Contribution contribution) {
    StepPlace place =
        StepPlace.newBuilder().setEpoch(contribution.epoch).setStep(contribution.step).build();
    byWorker.merge(contribution.worker, place, Acknowledged::higher);
  }

  private static StepPlace higher(StepPlace one, StepPlace other) {
    int order = Long.compare(one.getEpoch(), other.getEpoch());
    if (order == 0) {
      order = Long.compare(one.getStep(), other.getStep());
    }
    return order >= 0 ? one : other;
  }
}
