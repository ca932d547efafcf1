package org.bayesagg.client;

import java.time.Instant;
import java.util.List;

/**
 * A session at one moment.
 *
 * @param id its name
 * @param options its configuration, every field filled in
 * @param fingerprint names the configuration
 * @param footprint memory it takes
 * @param createTime when it was created
 * @param phase whether a prior stands
 * @param epoch the running epoch, from 0
 * @param steps steps answered
 * @param workers every worker that took part
 * @param tasks every task, in the order of the configuration
 * @param engine what its steps are worked out on now: "cpu" or "cuda"
 */
public record SessionInfo(
    String id,
    SessionOptions options,
    String fingerprint,
    Footprint footprint,
    Instant createTime,
    SessionPhase phase,
    long epoch,
    long steps,
    List<Worker> workers,
    List<Task> tasks,
    String engine) {

  /** Copies the lists. */
  public SessionInfo {
    workers = List.copyOf(workers);
    tasks = List.copyOf(tasks);
  }

  /**
   * Memory in bytes.
   *
   * @param stateBytes evidence and priors
   * @param scratchBytes working memory of a step
   * @param replayBytes kept answers and the stored epoch
   * @param totalBytes all of them
   */
  public record Footprint(long stateBytes, long scratchBytes, long replayBytes, long totalBytes) {}

  /**
   * What is known of one worker.
   *
   * @param name its name
   * @param lastEpoch the epoch of its last contribution
   * @param lastStep its last acknowledged step
   * @param lastSeen when that came
   * @param finishedEpoch whether it has ended the running epoch
   * @param left whether it has said that it contributes no more
   */
  public record Worker(
      String name,
      long lastEpoch,
      long lastStep,
      Instant lastSeen,
      boolean finishedEpoch,
      boolean left) {}

  /**
   * What is known of one task.
   *
   * @param name its name
   * @param evidenceCount labelled examples counted since the session began
   * @param runningLoss running mean loss of each row; empty before the first label
   */
  public record Task(String name, long evidenceCount, List<Double> runningLoss) {
    /** Copies the list. */
    public Task {
      runningLoss = List.copyOf(runningLoss);
    }
  }
}
