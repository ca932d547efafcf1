package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.service.session.SessionException.Reason;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored")
class LifecycleTest {
  private final Fixture fixture = Fixture.independent();

  @Test
  void contribute_queueFull_isRefusedWithRetryAndMayComeAgain() {
    Fixture small =
        Fixture.of(
            Fixture.settings(Fixture.spec(new PriorRefresh.StreamingEpoch()), null),
            new SessionLimits(1, 1, 1, 8, 2));
    small.executor.hold();
    small.send("a", 0, 0);
    small.send("a", 0, 1);
    CompletableFuture<Answer> refused = small.send("a", 0, 2);

    assertThat(Fixture.refusal(refused).reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(Fixture.refusal(refused).retryAfter()).isPositive();
    assertThat(Fixture.refusal(refused).metadata()).containsEntry("limit", "2");
    small.executor.release();
    assertThat(small.send("a", 0, 3)).isCompleted();
    // Step 3 has overtaken it; it was refused, so it is known not to have counted.
    assertThat(small.send("a", 0, 2).join().duplicate()).isFalse();
    assertThat(small.events.waiting).isZero();
  }

  @Test
  void contribute_fromCallbackOfAnswer_findsThePlaceFree() {
    Fixture small =
        Fixture.of(
            Fixture.settings(Fixture.spec(new PriorRefresh.StreamingEpoch()), null),
            new SessionLimits(1, 1, 1, 8, 2));
    small.executor.hold();
    small.send("b", 0, 0);
    CompletableFuture<Answer> next =
        small.send("a", 0, 0).thenCompose(answer -> small.send("a", 0, 1));
    small.executor.release();

    assertThat(next).isCompleted();
  }

  @Test
  void contribute_nobodyElseWaits_isAnsweredBeforeAThreadIsWokenForItsEvidence() {
    fixture.executor.hold();
    CompletableFuture<Integer> handedOn =
        fixture.send("a", 0, 0).thenApply(answer -> fixture.executor.waiting());
    fixture.executor.runOne();

    assertThat(handedOn).isCompletedWithValue(0);
    assertThat(fixture.executor.waiting()).as("the evidence's turn").isEqualTo(1);
    fixture.executor.release();
  }

  @Test
  void contribute_workerFarAhead_leavesPlacesForThoseItWaitsFor() {
    Fixture small =
        Fixture.of(
            Fixture.settings(Fixture.spec(new PriorRefresh.StreamingEpoch()), null),
            new SessionLimits(1, 1, 1, 8, 4));
    small.send("a", 0, 0).join();
    small.send("b", 0, 0).join();
    CompletableFuture<Answer> first = small.send("a", 1, 0);
    small.send("a", 1, 1);
    CompletableFuture<Answer> over = small.send("a", 1, 2);

    assertThat(Fixture.refusal(over).reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(small.send("b", 0, 1)).isCompleted();
    assertThat(small.send("b", 1, 0)).isCompleted();
    assertThat(first).isCompleted();
    assertThat(small.send("a", 1, 2)).isCompleted();
  }

  @Test
  void contribute_moreWorkersThanAllowed_isRefused() {
    for (char worker = 'a'; worker < 'i'; worker++) {
      fixture.send(String.valueOf(worker), 0, 0).join();
    }

    SessionException refusal = Fixture.refusal(fixture.send("z", 0, 0));

    assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_WORKERS);
    assertThat(refusal.metadata()).containsEntry("limit", "8");
    assertThat(Fixture.refusal(fixture.session.finishEpoch("z", 0)).reason())
        .isEqualTo(Reason.TOO_MANY_WORKERS);
    assertThat(fixture.send("a", 0, 1)).isCompleted();
  }

  @Test
  void contribute_waitingNewWorkers_countTowardsTheLimit() {
    Fixture waiting =
        Fixture.of(
            Fixture.settings(
                Fixture.spec(new PriorRefresh.StreamingEpoch()),
                new SessionSettings.Synchronous(3, 3, Fixture.STEP_DEADLINE)),
            new SessionLimits(1, 1, 1, 2, 8));
    waiting.send("a", 0, 0);
    waiting.send("b", 0, 0);

    assertThat(Fixture.refusal(waiting.send("c", 0, 0)).reason())
        .isEqualTo(Reason.TOO_MANY_WORKERS);
  }

  @Test
  void state_whileStepRuns_isThatOfTheLastOne() {
    fixture.send("a", 0, 0).join();
    AtomicReference<SessionState> seen = new AtomicReference<>();
    fixture.maths.whileStepping = () -> seen.set(fixture.session.state());
    fixture.send("a", 0, 1).join();

    assertThat(seen.get().steps()).isEqualTo(1);
    assertThat(fixture.session.state().steps()).isEqualTo(2);
  }

  @Test
  void answer_seenByCaller_stateShowsIt() {
    fixture.executor.hold();
    CompletableFuture<Long> steps =
        fixture.send("a", 0, 0).thenApply(answer -> fixture.session.state().steps());
    fixture.executor.release();

    assertThat(steps.join()).isEqualTo(1);
  }

  @Test
  void answer_slowCallback_holdsUpNoFurtherTurn() {
    AtomicReference<Integer> turnsWaiting = new AtomicReference<>();
    fixture.executor.hold();
    fixture.send("a", 0, 0).thenAccept(answer -> turnsWaiting.set(fixture.executor.waiting()));
    fixture.send("a", 0, 1);
    fixture.executor.runOne();

    assertThat(turnsWaiting.get()).isEqualTo(1);
    fixture.executor.release();
  }

  @Test
  void stop_waitingContributions_failAndMathsAreFreed() {
    Fixture waiting = Fixture.synchronous(2, 2);
    CompletableFuture<Answer> open = waiting.send("a", 0, 0);
    CompletableFuture<Answer> again = waiting.send("a", 0, 0);

    assertThat(waiting.stop()).isCompleted();

    assertThat(Fixture.refusal(open).reason()).isEqualTo(Reason.SESSION_NOT_FOUND);
    assertThat(Fixture.refusal(again).reason()).isEqualTo(Reason.SESSION_NOT_FOUND);
    assertThat(waiting.maths.isOpen()).isFalse();
    assertThat(waiting.timers.waiting()).isZero();
    assertThat(waiting.events.waiting).isZero();
  }

  @Test
  void stop_queuedTurns_beginNoMaths() {
    fixture.executor.hold();
    CompletableFuture<Answer> queued = fixture.send("a", 0, 0);
    CompletableFuture<EpochOutcome> finishing = fixture.session.finishEpoch("a", 0);
    CompletableFuture<Void> free = fixture.stop();
    assertThat(free).isNotDone();
    fixture.executor.release();

    assertThat(Fixture.refusal(queued).reason()).isEqualTo(Reason.SESSION_NOT_FOUND);
    assertThat(Fixture.refusal(finishing).reason()).isEqualTo(Reason.SESSION_NOT_FOUND);
    assertThat(fixture.maths.counted).isEmpty();
    assertThat(free).isCompleted();
  }

  @Test
  void stop_runningStep_isAnsweredFirst() {
    AtomicReference<CompletableFuture<Void>> free = new AtomicReference<>();
    fixture.maths.whileStepping = () -> free.set(fixture.stop());
    CompletableFuture<Answer> running = fixture.send("a", 0, 0);

    assertThat(running.join().duplicate()).isFalse();
    assertThat(free.get()).isCompleted();
    assertThat(fixture.maths.isOpen()).isFalse();
  }

  @Test
  void stopped_everyCall_isRefused() {
    fixture.send("a", 0, 0).join();
    fixture.stop();

    for (CompletableFuture<?> call :
        List.of(
            fixture.send("a", 0, 0),
            fixture.send("a", 0, 1),
            fixture.session.finishEpoch("a", 0),
            fixture.session.posterior(0, true, true),
            fixture.session.predict(0, new float[2], 1))) {
      assertThat(Fixture.refusal(call).reason()).isEqualTo(Reason.SESSION_NOT_FOUND);
    }
    assertThat(fixture.session.state().steps()).isEqualTo(1);
  }

  @Test
  void drain_newContributions_areRefusedAndKnownOnesAnswered() {
    fixture.send("a", 0, 0).join();
    fixture.executor.hold();
    CompletableFuture<Answer> accepted = fixture.send("a", 0, 1);
    fixture.session.drain();
    CompletableFuture<Void> idle = fixture.session.idle();
    CompletableFuture<Answer> refused = fixture.send("a", 0, 2);
    assertThat(idle).isNotDone();
    fixture.executor.release();

    assertThat(accepted).isCompleted();
    assertThat(idle).isCompleted();
    assertThat(Fixture.refusal(refused).reason()).isEqualTo(Reason.DRAINING);
    assertThat(Fixture.refusal(refused).retryAfter()).isPositive();
    assertThat(fixture.send("a", 0, 1).join().duplicate()).isTrue();
  }

  @Test
  void drain_openSteps_closeAtOnceByQuorum() {
    Fixture sync = Fixture.synchronous(3, 2);
    CompletableFuture<Answer> a = sync.send("a", 0, 0);
    CompletableFuture<Answer> b = sync.send("b", 0, 0);
    CompletableFuture<Answer> alone = sync.send("a", 0, 1);

    sync.session.drain();

    assertThat(sync.session.idle()).isCompleted();

    assertThat(a.join().contributions()).isEqualTo(2);
    assertThat(b.join().contributions()).isEqualTo(2);
    assertThat(Fixture.refusal(alone).reason()).isEqualTo(Reason.DRAINING);
  }

  @Test
  void drain_parkedContribution_failsAtOnceAndIsNotCounted() {
    fixture.send("a", 0, 0).join();
    fixture.send("b", 0, 0).join();
    CompletableFuture<Answer> parked = fixture.send("a", 1, 0);

    fixture.session.drain();

    assertThat(Fixture.refusal(parked).reason()).isEqualTo(Reason.DRAINING);
    assertThat(Fixture.refusal(parked).retryAfter()).isPositive();
    assertThat(fixture.session.idle()).isCompleted();
    fixture.finish("b", 0);
    fixture.timers.advance(Duration.ofDays(1));
    assertThat(fixture.maths.counted).hasSize(2);
  }

  @Test
  void drained_openStep_failsAndIsNotCounted() {
    Fixture sync = Fixture.synchronous(2, 2);
    CompletableFuture<Answer> alone = sync.send("a", 0, 0);

    sync.session.drained();

    assertThat(Fixture.refusal(alone).reason()).isEqualTo(Reason.DRAINING);
    assertThat(sync.maths.counted).isEmpty();
  }

  @Test
  void listener_thatThrows_harmsNobody() {
    SessionListener broken =
        new SessionListener() {
          @Override
          public void queued(Session session, int waiting) {
            throw new IllegalStateException("queued");
          }

          @Override
          public void stepDone(
              Session session, org.bayesagg.math.StepResult step, List<Answer> answers) {
            throw new IllegalStateException("stepDone");
          }
        };
    SessionSettings settings =
        Fixture.settings(Fixture.spec(new PriorRefresh.StreamingEpoch()), null);
    DefaultSession session =
        Fixture.session(
            settings,
            new SessionEnvironment(Fixture.LIMITS, Runnable::run, new HandTimers(), broken),
            new FakeMaths(settings.spec()));

    assertThat(session.contribute(Fixture.contribution("a", 0, 0, 1))).isCompleted();
    assertThat(session.contribute(Fixture.contribution("a", 0, 1, 2))).isCompleted();
  }
}
