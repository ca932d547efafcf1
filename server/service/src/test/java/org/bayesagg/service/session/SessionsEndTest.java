package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.service.session.SessionException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that are deleted, drained and closed, by {@link DefaultSessionRegistry}. */
@SuppressWarnings("FutureReturnValueIgnored")
class SessionsEndTest {
  private final HandTimers timers = new HandTimers();
  private final HandExecutor executor = new HandExecutor();
  private final Events events = new Events();
  private final FakeMaths.Factory maths = new FakeMaths.Factory();
  private final List<String> closed = new ArrayList<>();
  private final SessionSettings settings =
      Fixture.settings(Fixture.spec(new PriorRefresh.StreamingEpoch()), null);

  private DefaultSessionRegistry registry(int sessions, long bytes) {
    return new DefaultSessionRegistry(
        maths,
        SessionStorage.NONE,
        new SessionEnvironment(
            new SessionLimits(sessions, bytes, bytes, 8, 16), executor, timers, events),
        () -> closed.add("closed"));
  }

  @Test
  void delete_waitingContribution_failsAndMathsAreFreed() {
    DefaultSessionRegistry registry = registry(1, 1 << 20);
    SessionSettings sync =
        Fixture.settings(
            settings.spec(), new SessionSettings.Synchronous(2, 2, Fixture.STEP_DEADLINE));
    CompletableFuture<Answer> open =
        registry.create("a", "p", sync).contribute(Fixture.contribution("w", 0, 0, 1));

    registry.delete("a");

    assertThat(Fixture.refusal(open).reason()).isEqualTo(Reason.SESSION_NOT_FOUND);
    assertThat(maths.last.isOpen()).isFalse();
    assertThat(registry.list()).isEmpty();
  }

  @Test
  void drain_allAnswered_isOver() {
    DefaultSessionRegistry registry = registry(1, 1 << 20);
    Session session = registry.create("a", "p", settings);
    session.contribute(Fixture.contribution("w", 0, 0, 1)).join();

    registry.drain(Duration.ofSeconds(1));

    assertThat(refusal(() -> registry.create("b", "p", settings)).reason())
        .isEqualTo(Reason.DRAINING);
    assertThat(Fixture.refusal(session.contribute(Fixture.contribution("w", 0, 1, 2))).reason())
        .isEqualTo(Reason.DRAINING);
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void drain_parked_failsAndDrainIsOverAtOnce() {
    DefaultSessionRegistry registry = registry(1, 1 << 20);
    Session session = registry.create("a", "p", settings);
    session.contribute(Fixture.contribution("v", 0, 0, 1)).join();
    session.contribute(Fixture.contribution("w", 0, 0, 2)).join();
    CompletableFuture<Answer> parked = session.contribute(Fixture.contribution("w", 1, 0, 3));

    CompletableFuture<Void> drain = registry.startDrain(Duration.ofSeconds(5));

    assertThat(Fixture.refusal(parked).reason()).isEqualTo(Reason.DRAINING);
    assertThat(drain).isCompleted();
  }

  @Test
  void drain_stepThatNeverEnds_isNotWaitedForPastTheDeadline() {
    DefaultSessionRegistry registry = registry(1, 1 << 20);
    Session session = registry.create("a", "p", settings);
    executor.hold();
    session.contribute(Fixture.contribution("v", 0, 0, 1));
    CompletableFuture<Void> drain = registry.startDrain(Duration.ofSeconds(5));

    timers.advance(Duration.ofSeconds(6));

    assertThat(drain).isCompleted();
    executor.release();
  }

  @Test
  void close_sessions_areStoppedAndPoolsEnded() {
    DefaultSessionRegistry registry = registry(2, 1 << 20);
    Session session = registry.create("a", "p", settings);

    registry.close();

    assertThat(maths.last.isOpen()).isFalse();
    assertThat(closed).containsExactly("closed");
    assertThat(Fixture.refusal(session.contribute(Fixture.contribution("v", 0, 0, 1))).reason())
        .isEqualTo(Reason.DRAINING);
    assertThat(events.all).containsExactly("created a");
  }

  @Test
  @Timeout(30)
  void close_runningStep_isWaitedFor() throws Exception {
    ExecutorService compute = Executors.newSingleThreadExecutor();
    CountDownLatch inStep = new CountDownLatch(1);
    CountDownLatch hold = new CountDownLatch(1);
    DefaultSessionRegistry registry =
        new DefaultSessionRegistry(
            maths,
            SessionStorage.NONE,
            new SessionEnvironment(Fixture.LIMITS, compute, timers, events),
            () -> closed.add(maths.last.isOpen() ? "too early" : "closed"));
    Session session = registry.create("a", "p", settings);
    maths.last.whileStepping =
        () -> {
          inStep.countDown();
          awaitQuietly(hold);
        };
    CompletableFuture<Answer> running = session.contribute(Fixture.contribution("v", 0, 0, 1));
    inStep.await();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(registry::close);
    // It is in close once the session is gone from the list.
    while (!registry.list().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(closing).isNotDone();

    hold.countDown();

    closing.join();
    assertThat(running).isCompleted();
    assertThat(closed).containsExactly("closed");
    compute.shutdown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A session of 10 categorical classes at d = 100: 1 MB of state, 10 KB of scratch. */
  private static SessionException refusal(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(SessionException.class, call);
  }
}
