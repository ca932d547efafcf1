package org.bayesagg.service.session;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * A session at one moment.
 *
 * @param bayesian whether a prior stands
 * @param epoch the running epoch, from 0
 * @param steps steps answered
 * @param workers every worker that took part, by name
 * @param tasks every task, in order
 * @param engine what steps are worked out on now
 */
public record SessionState(
    boolean bayesian,
    long epoch,
    long steps,
    List<Worker> workers,
    List<Task> tasks,
    String engine) {

  /**
   * One worker.
   *
   * @param lastSeen when it last said anything; after a restart, when it last changed anything
   */
  public record Worker(
      String name,
      long lastEpoch,
      long lastStep,
      Instant lastSeen,
      boolean finishedEpoch,
      boolean left) {

    /** The same, where it has been heard of since. */
    Worker heard(Instant at) {
      return at.isAfter(lastSeen)
          ? new Worker(name, lastEpoch, lastStep, at, finishedEpoch, left)
          : this;
    }
  }

  /** The same with what workers have said since. */
  SessionState heard(Function<String, Instant> lastHeard) {
    return new SessionState(
        bayesian,
        epoch,
        steps,
        workers.stream().map(worker -> worker.heard(lastHeard.apply(worker.name()))).toList(),
        tasks,
        engine);
  }

  /** One task; {@code runningLoss} is empty before the first label. */
  public record Task(String name, long evidenceCount, double[] runningLoss) {}
}
