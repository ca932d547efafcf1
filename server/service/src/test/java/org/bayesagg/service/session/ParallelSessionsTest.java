package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bayesagg.math.spec.PriorRefresh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: sessions run beside one another, each of them one step at a time. */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(60)
class ParallelSessionsTest {
  private static final SessionLimits LIMITS = new SessionLimits(10, 1 << 20, 1 << 20, 16, 4096);
  private final ExecutorService compute = Executors.newFixedThreadPool(3);
  private final ExecutorService callers = Executors.newFixedThreadPool(4);

  @AfterEach
  void shutDown() {
    callers.shutdownNow();
    compute.shutdownNow();
  }

  private DefaultSession session(FakeMaths maths, SessionSettings settings) {
    return Fixture.session(
        settings,
        new SessionEnvironment(LIMITS, compute, new HandTimers(), SessionListener.NONE),
        maths);
  }

  private static SessionSettings settings(SessionSettings.Synchronous rule) {
    return Fixture.settings(Fixture.spec(new PriorRefresh.StreamingEpoch()), rule);
  }

  @Test
  void independent_manyCallers_everythingCountedOnceByOneThreadAtATime() throws Exception {
    List<FakeMaths> maths = new ArrayList<>();
    List<CompletableFuture<CompletableFuture<Void>>> running = new ArrayList<>();
    for (int s = 0; s < 3; s++) {
      FakeMaths own = new FakeMaths(settings(null).spec());
      maths.add(own);
      DefaultSession session = session(own, settings(null));
      for (String worker : List.of("a", "b", "c", "d")) {
        running.add(CompletableFuture.supplyAsync(() -> sendAll(session, worker, 300), callers));
      }
    }
    for (CompletableFuture<CompletableFuture<Void>> sender : running) {
      sender.get(30, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
    }

    assertThat(maths).allSatisfy(m -> assertThat(m.counted).hasSize(4 * 300));
  }

  @Test
  void synchronous_manyCallers_everyStepHasAllWorkers() throws Exception {
    SessionSettings settings =
        settings(new SessionSettings.Synchronous(4, 4, Fixture.STEP_DEADLINE));
    FakeMaths maths = new FakeMaths(settings.spec());
    DefaultSession session = session(maths, settings);
    List<CompletableFuture<CompletableFuture<Void>>> running = new ArrayList<>();
    for (String worker : List.of("a", "b", "c", "d")) {
      running.add(CompletableFuture.supplyAsync(() -> sendAll(session, worker, 300), callers));
    }
    for (CompletableFuture<CompletableFuture<Void>> sender : running) {
      sender.get(30, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
    }

    assertThat(maths.steps).hasSize(300).allSatisfy(step -> assertThat(step).hasSize(4));
  }

  @Test
  void sessions_oneInALongStep_othersGoOnAndCallersNeverWait() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    CountDownLatch inStep = new CountDownLatch(1);
    FakeMaths slow = new FakeMaths(settings(null).spec());
    slow.whileStepping =
        () -> {
          inStep.countDown();
          try {
            hold.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    DefaultSession busy = session(slow, settings(null));
    DefaultSession other = session(new FakeMaths(settings(null).spec()), settings(null));
    CompletableFuture<Answer> first = busy.contribute(Fixture.contribution("a", 0, 0, 1));
    inStep.await();

    // This thread comes back although the session is in a step.
    CompletableFuture<Answer> second = busy.contribute(Fixture.contribution("a", 0, 1, 2));
    assertThat(busy.state().steps()).isZero();
    other.contribute(Fixture.contribution("a", 0, 0, 1)).get(30, TimeUnit.SECONDS);
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();

    hold.countDown();
    // Answers are handed out beside the next turn, so neither must come before the other.
    first.get(30, TimeUnit.SECONDS);
    second.get(30, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Void> sendAll(Session session, String worker, int steps) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      Contribution contribution =
          Fixture.contribution(worker, 0, step, Fixture.valueOf(worker, 0, step));
      answers.add(session.contribute(contribution));
      if (step % 7 == 0) {
        answers.add(session.contribute(contribution));
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
  }
}
