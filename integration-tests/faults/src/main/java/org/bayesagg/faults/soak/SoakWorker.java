package org.bayesagg.faults.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationException;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.Contribution;
import org.bayesagg.faults.play.Kind;
import org.bayesagg.faults.play.Place;
import org.bayesagg.faults.play.SessionPlan;

/** A worker that goes round its sessions, ends those that are old and begins others. */
final class SoakWorker implements Callable<Void> {
  private static final Set<String> MAY_PASS =
      Set.of("UNAVAILABLE", "ABORTED", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "INTERNAL");

  private static final int STEPS_OF_EPOCH = 50;
  private static final int TURN = 20;

  private final AggregationClient client;
  private final String name;
  private final int sessions;
  private final int life;
  private final Progress progress;
  private final Random random;
  private final AtomicInteger number = new AtomicInteger();

  /** A session and where it is. */
  private static final class Played {
    private final SessionPlan plan;
    private final AggregationSession session;
    private final int end;
    private int steps;

    Played(SessionPlan plan, AggregationSession session, int end) {
      this.plan = plan;
      this.session = session;
      this.end = end;
    }
  }

  SoakWorker(AggregationClient client, String name, int sessions, int life, Progress progress) {
    this.client = client;
    this.name = name;
    this.sessions = sessions;
    this.life = life;
    this.progress = progress;
    this.random = new Random(name.hashCode());
  }

  @Override
  public Void call() {
    List<Played> open = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      open.add(begin());
    }
    while (!progress.isOver()) {
      int at = random.nextInt(open.size());
      Played played = open.get(at);
      for (int i = 0; i < TURN && !progress.isOver(); i++) {
        step(played);
      }
      if (played.steps >= played.end) {
        end(played);
        open.set(at, begin());
      }
    }
    open.forEach(this::end);
    return null;
  }

  private Played begin() {
    String id = name + "-" + number.incrementAndGet();
    Kind kind = random.nextBoolean() ? Kind.ROBUST_SINGLE : Kind.PAPER_INDEPENDENT;
    SessionPlan plan = new SessionPlan(id, kind, number.get(), 1, 1, 1, 8, 16);
    return new Played(
        plan,
        patiently(() -> client.createOrJoinSession(id, plan.options())),
        life / 2 + random.nextInt(life));
  }

  private void step(Played played) {
    Place place = new Place(played.steps / STEPS_OF_EPOCH, played.steps % STEPS_OF_EPOCH);
    Contribution contribution = played.plan.step("w0", place).contribution("w0", place);
    long faultsBefore = progress.faults();
    long start = System.nanoTime();
    patiently(() -> played.session.aggregate(contribution));
    progress.step(faultsBefore, System.nanoTime() - start);
    played.steps++;
  }

  private void end(Played played) {
    patiently(
        () -> {
          played.session.close();
          try {
            client.deleteSession(played.plan.id());
          } catch (AggregationException e) {
            // The first attempt's answer was lost.
            if (!e.code().equals("NOT_FOUND")) {
              throw e;
            }
          }
          return null;
        });
  }

  private static <T> T patiently(Supplier<T> call) {
    while (true) {
      try {
        return call.get();
      } catch (AggregationException e) {
        if (!MAY_PASS.contains(e.code())) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }
}
