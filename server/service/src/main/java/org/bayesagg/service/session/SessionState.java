package org.bayesagg.service.session;

import java.time.Instant;
import java.util.List;

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

  /** One worker. */
  public record Worker(
      String name,
      long lastEpoch,
      long lastStep,
      Instant lastSeen,
      boolean finishedEpoch,
      boolean left) {}

  /** One task; {@code runningLoss} is empty before the first label. */
  public record Task(String name, long evidenceCount, double[] runningLoss) {}
}
