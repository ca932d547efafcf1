package org.bayesagg.service.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Where each worker stands, by name. Only what was counted or ended is in it. Changed by one thread
 * at a time; {@link #view} may be had from any.
 */
final class WorkerTable {
  /** Skipped steps that are remembered of each worker; older ones can no more be counted. */
  private static final int SKIPPED_KEPT = 64;

  private static final Worker NEW =
      new Worker(StepKey.NONE, new TreeSet<>(), -1, Instant.EPOCH, false);

  private final Map<String, Worker> workers = new ConcurrentSkipListMap<>();

  /**
   * One worker.
   *
   * @param last its highest step counted, {@link StepKey#NONE} for none
   * @param skipped steps below, of the epochs that it has been in, that were not counted
   * @param endedThrough it has ended every epoch up to this one; -1 for none
   * @param lastSeen when it last changed anything
   * @param left whether it has said that it contributes no more
   */
  private record Worker(
      StepKey last,
      SortedSet<StepKey> skipped,
      long endedThrough,
      Instant lastSeen,
      boolean left) {}

  boolean knows(String worker) {
    return workers.containsKey(worker);
  }

  int size() {
    return workers.size();
  }

  /** The worker's highest step counted, {@link StepKey#NONE} for none. */
  StepKey last(String worker) {
    return workers.getOrDefault(worker, NEW).last;
  }

  /** The last epoch that the worker has ended itself, -1 for none. */
  long endedThrough(String worker) {
    return workers.getOrDefault(worker, NEW).endedThrough;
  }

  /** Whether a step below the worker's last is certain not to have been counted. */
  boolean hasSkipped(String worker, StepKey step) {
    return workers.getOrDefault(worker, NEW).skipped.contains(step);
  }

  void counted(String worker, StepKey step, Instant at) {
    Worker before = workers.getOrDefault(worker, NEW);
    SortedSet<StepKey> skipped = new TreeSet<>(before.skipped);
    skipped.remove(step);
    StepKey last = before.last;
    if (step.compareTo(last) > 0) {
      long next = step.epoch() == last.epoch() ? last.step() + 1 : 0;
      for (long each = Math.max(next, step.step() - SKIPPED_KEPT); each < step.step(); each++) {
        skipped.add(new StepKey(step.epoch(), each));
      }
      last = step;
    }
    while (skipped.size() > SKIPPED_KEPT) {
      skipped.remove(skipped.first());
    }
    workers.put(worker, new Worker(last, skipped, before.endedThrough, at, false));
  }

  void ended(String worker, long epoch, Instant at) {
    Worker before = workers.getOrDefault(worker, NEW);
    workers.put(
        worker,
        new Worker(
            before.last, before.skipped, Math.max(epoch, before.endedThrough), at, before.left));
  }

  /** It contributes no more, or is back. */
  void left(String worker, boolean left, Instant at) {
    Worker before = workers.getOrDefault(worker, NEW);
    workers.put(worker, new Worker(before.last, before.skipped, before.endedThrough, at, left));
  }

  /** Whether it has said that it contributes no more. */
  boolean hasLeft(String worker) {
    return workers.getOrDefault(worker, NEW).left;
  }

  /** How many have said so. */
  int countLeft() {
    return (int) workers.values().stream().filter(Worker::left).count();
  }

  /** Those that have not, by name. */
  List<String> present() {
    return workers.entrySet().stream()
        .filter(entry -> !entry.getValue().left)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** All of them, by name. */
  List<LedgerState.Worker> save() {
    return workers.entrySet().stream()
        .map(
            entry ->
                new LedgerState.Worker(
                    entry.getKey(),
                    entry.getValue().last.place(),
                    entry.getValue().skipped.stream().map(StepKey::place).toList(),
                    entry.getValue().endedThrough,
                    entry.getValue().lastSeen,
                    entry.getValue().left))
        .toList();
  }

  void restore(List<LedgerState.Worker> saved) {
    for (LedgerState.Worker worker : saved) {
      SortedSet<StepKey> skipped = new TreeSet<>();
      worker.skipped().forEach(place -> skipped.add(StepKey.of(place)));
      workers.put(
          worker.name(),
          new Worker(
              StepKey.of(worker.last()),
              skipped,
              worker.endedThrough(),
              worker.lastSeen(),
              worker.left()));
    }
  }

  /** Whether some worker has ended an epoch. */
  boolean anyEnded(long epoch) {
    return workers.values().stream().anyMatch(worker -> worker.endedThrough >= epoch);
  }

  /** The workers that took part in an epoch and have not ended it, by name. */
  List<String> in(long epoch) {
    return workers.entrySet().stream()
        .filter(entry -> entry.getValue().last.epoch() == epoch)
        .filter(entry -> entry.getValue().endedThrough < epoch && !entry.getValue().left)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** All workers by name, seen from an epoch; each as it is when it is come to. */
  List<SessionState.Worker> view(long epoch) {
    return workers.entrySet().stream()
        .map(
            entry -> {
              Worker worker = entry.getValue();
              return new SessionState.Worker(
                  entry.getKey(),
                  worker.last.epoch(),
                  worker.last.step(),
                  worker.lastSeen,
                  worker.endedThrough >= epoch,
                  worker.left);
            })
        .toList();
  }
}
