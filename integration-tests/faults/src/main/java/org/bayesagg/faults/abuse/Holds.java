package org.bayesagg.faults.abuse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bayesagg.faults.fuzz.RawWire;
import org.bayesagg.v1.Session;

/** The ways that need sessions or threads of their own. */
final class Holds {
  private static final int GARBAGE_THREADS = 8;
  private static final int SESSIONS = 3;
  private static final int FEATURES = 64;

  /** Examples with a mebibyte of features. */
  private static final int MEBIBYTE = (1 << 20) / (Float.BYTES * FEATURES);

  private Holds() {}

  /** An own session of one example a step. */
  static Session session(Target target, String id, int featureDim) {
    try (Owned owned = new Owned(target.port(), AbusedServer.ABUSER)) {
      return owned.session(id, featureDim, 1);
    }
  }

  /** Contributions that wait, and then those for which there is no place. */
  static void steps(Target target, Tally tally, int sessions, int each) {
    List<Session> waiting;
    try (Owned owned = new Owned(target.port(), AbusedServer.ABUSER)) {
      waiting = owned.waiting("abuse-waiting", sessions);
    }
    new Flood(
            target,
            tally,
            "Aggregate",
            i -> Requests.contribution(waiting.get((int) (i % sessions)), "w", 1, i))
        .run(AbusedServer.ABUSER, 2, each);
  }

  /** Announced contributions of so many mebibytes each. */
  static void announced(Target target, Tally tally, int mebibytes, int each) {
    List<Session> sessions = new ArrayList<>();
    try (Owned owned = new Owned(target.port(), AbusedServer.ABUSER)) {
      for (int i = 0; i < SESSIONS; i++) {
        sessions.add(owned.session("abuse-announced-" + i, FEATURES, mebibytes * MEBIBYTE));
      }
    }
    new HeldCalls(
            target,
            tally,
            "AggregateStream",
            i -> Requests.announced(sessions.get((int) (i % SESSIONS)), i, mebibytes * MEBIBYTE),
            true)
        .run(AbusedServer.ABUSER, 2, each);
  }

  /** Broken connections, some at a time. */
  static void garbage(Target target, Tally tally) {
    alike(
        GARBAGE_THREADS,
        seed -> {
          RawWire wire = new RawWire(target.port(), new Random(seed));
          while (!target.isOver()) {
            tally.attempt();
            try {
              tally.told(wire.attack() ? "closed" : "waited for more");
            } catch (IOException e) {
              tally.told("closed");
            }
          }
        });
  }

  /** Nothing at all, on every processor. */
  static void spin(Target target, Tally tally) {
    tally.attempt();
    alike(
        Runtime.getRuntime().availableProcessors(),
        seed -> {
          while (!target.isOver()) {
            Thread.onSpinWait();
          }
        });
    tally.told("spun");
  }

  private interface Work {
    void go(int number);
  }

  private static void alike(int threads, Work work) {
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      Thread thread = new Thread(() -> work.go(number), "abuse-" + i);
      thread.start();
      all.add(thread);
    }
    for (Thread thread : all) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
