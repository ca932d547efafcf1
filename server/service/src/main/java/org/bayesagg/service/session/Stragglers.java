package org.bayesagg.service.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Workers that have fallen silent while others go on. */
public final class Stragglers {
  private static final Duration LEAST = Duration.ofSeconds(10);

  /** A worker may be silent for so many of its own steps. */
  private static final int STEPS = 3;

  private Stragglers() {}

  /**
   * Those among the workers: neither left nor at the end of their epoch, and heard last so long
   * before the one heard last that it is no mere difference of pace.
   *
   * @param stepSeconds from one step of the session to the next, about
   */
  public static List<SessionState.Worker> among(SessionState state, double stepSeconds) {
    List<SessionState.Worker> active =
        state.workers().stream().filter(worker -> !worker.left()).toList();
    Instant latest =
        active.stream()
            .map(SessionState.Worker::lastSeen)
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
    Duration turn = Duration.ofMillis((long) (STEPS * 1000 * stepSeconds * active.size()));
    Instant late = latest.minus(turn.compareTo(LEAST) > 0 ? turn : LEAST);
    return active.stream()
        .filter(worker -> !worker.finishedEpoch() && worker.lastSeen().isBefore(late))
        .toList();
  }
}
