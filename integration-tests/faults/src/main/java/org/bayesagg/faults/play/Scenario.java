package org.bayesagg.faults.play;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Several sessions at a time and the processes that work at them.
 *
 * @param sessions what is played
 * @param processes each has every so manieth worker of every session
 * @param paceMicros the longest pause of a worker between two steps
 * @param stream whether contributions go by the stream alone
 */
public record Scenario(List<SessionPlan> sessions, int processes, int paceMicros, boolean stream) {
  private static final int PROCESSES = 2;

  /** Copies the list. */
  public Scenario {
    sessions = List.copyOf(sessions);
  }

  /** What a history with this seed plays. */
  public static Scenario of(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    List<SessionPlan> sessions = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      // All of them most of the time.
      if (random.nextInt(4) > 0 || sessions.isEmpty()) {
        sessions.add(session(kind, seed, random));
      }
    }
    return new Scenario(sessions, PROCESSES, 2000 + random.nextInt(18000), random.nextBoolean());
  }

  private static SessionPlan session(Kind kind, long seed, Random random) {
    int workers = kind == Kind.ROBUST_SINGLE ? 1 : 2 + random.nextInt(2);
    // Contributions of a third are kept beside the database, which takes small ones alone.
    boolean large = new Random(31 * seed + kind.name().hashCode()).nextInt(3) == 0;
    return new SessionPlan(
        "history-" + seed + "-" + kind.name().toLowerCase(java.util.Locale.ROOT),
        kind,
        seed,
        workers,
        2 + random.nextInt(3),
        10 + random.nextInt(20),
        (large ? 40 : 3) + random.nextInt(10),
        (large ? 52 : 4) + 4 * random.nextInt(6));
  }

  /** Whether a process has a worker. */
  boolean plays(int process, int worker) {
    return worker % processes == process;
  }

  /** Contributions of all sessions. */
  public int contributions() {
    return sessions.stream().mapToInt(SessionPlan::contributions).sum();
  }

  /** Where a worker notes down its answers. */
  public static Path log(Path folder, SessionPlan session, String worker) {
    return folder.resolve(session.id() + "." + worker + ".answers");
  }
}
