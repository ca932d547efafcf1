package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bayesagg.service.session.SessionException.Reason;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored")
class EpochTest {
  private final Fixture fixture = Fixture.independent();

  @Test
  void finishEpoch_onlyWorker_closesIt() {
    fixture.send("a", 0, 0).join();

    EpochOutcome outcome = fixture.finish("a", 0);

    assertThat(outcome).isEqualTo(new EpochOutcome(true, 1, java.util.List.of(), true));
    assertThat(fixture.session.state().epoch()).isEqualTo(1);
    assertThat(fixture.session.state().bayesian()).isTrue();
    assertThat(fixture.events.all).contains("closed 0");
  }

  @Test
  void finishEpoch_othersStillInIt_namesThem() {
    fixture.send("b", 0, 0).join();
    fixture.send("a", 0, 0).join();
    fixture.send("c", 0, 0).join();

    assertThat(fixture.finish("a", 0))
        .isEqualTo(new EpochOutcome(false, 0, java.util.List.of("b", "c"), false));
    assertThat(fixture.finish("b", 0).waitingFor()).containsExactly("c");
    assertThat(fixture.finish("c", 0).closed()).isTrue();
  }

  @Test
  void finishEpoch_repeated_changesNothing() {
    fixture.send("a", 0, 0).join();
    fixture.send("b", 0, 0).join();
    fixture.finish("a", 0);
    int changes = fixture.journal.size();

    assertThat(fixture.finish("a", 0).closed()).isFalse();
    assertThat(fixture.journal).hasSize(changes);
    fixture.finish("b", 0);
    assertThat(fixture.finish("a", 0).closed()).isTrue();
    assertThat(fixture.maths.closedEpochs()).isEqualTo(1);
  }

  @Test
  void finishEpoch_notBegun_isRefused() {
    fixture.send("a", 0, 0).join();

    assertReason(() -> fixture.finish("a", 1), Reason.EPOCH_ORDER);
    assertReason(() -> fixture.finish("a", 2), Reason.EPOCH_ORDER);
    assertThat(fixture.epoch()).isZero();
  }

  @Test
  void finishEpoch_nextWhileOthersHoldRunning_endsBothAndWaits() {
    fixture.send("a", 0, 0).join();
    fixture.send("b", 0, 0).join();
    assertThat(fixture.finish("a", 1).closed()).isFalse();
    assertThat(fixture.finish("b", 0).closed()).isTrue();
    assertThat(fixture.epoch()).isEqualTo(1);
    fixture.send("b", 1, 0).join();

    assertThat(fixture.finish("b", 1).closed()).isTrue();
  }

  @Test
  void finishEpoch_closedByDeadline_isClosed() {
    fixture.send("a", 0, 0).join();
    fixture.send("b", 0, 0).join();
    fixture.finish("a", 0);
    fixture.timers.advance(Fixture.EPOCH_DEADLINE);

    assertThat(fixture.finish("b", 0).closed()).isTrue();
  }

  @Test
  void contribute_toNext_endsRunningForItsWorker() {
    fixture.send("a", 0, 0).join();

    Answer answer = fixture.send("a", 1, 0).join();

    assertThat(fixture.epoch()).isEqualTo(1);
    assertThat(answer.late()).isFalse();
    assertThat(answer.countedEpoch()).isEqualTo(1);
    assertThat(fixture.maths.counted.get(1).epoch()).isEqualTo(1);
    assertThat(answer.step().bayesian()).isTrue();
  }

  @Test
  void contribute_toNextWhileOthersHoldRunning_waitsInOrder() {
    fixture.send("a", 0, 0, 1).join();
    fixture.send("b", 0, 0, 2).join();
    CompletableFuture<Answer> first = fixture.send("a", 1, 0, 3);
    CompletableFuture<Answer> second = fixture.send("a", 1, 1, 4);
    fixture.send("b", 0, 1, 5).join();
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();

    fixture.send("b", 1, 0, 6).join();

    assertThat(first.join().countedEpoch()).isEqualTo(1);
    assertThat(fixture.counted()).containsExactly(1, 2, 5, 3, 4, 6);
    assertThat(fixture.maths.counted.subList(0, 3)).allMatch(c -> c.epoch() == 0);
    assertThat(fixture.maths.counted.subList(3, 6)).allMatch(c -> c.epoch() == 1);
  }

  @Test
  void contribute_twoAhead_isRefusedWithRunningEpoch() {
    fixture.send("a", 0, 0).join();
    fixture.send("b", 0, 0).join();
    fixture.send("a", 1, 0);

    SessionException refusal = Fixture.refusal(fixture.send("a", 2, 0));

    assertThat(refusal.reason()).isEqualTo(Reason.EPOCH_ORDER);
    assertThat(refusal.metadata()).containsEntry("running_epoch", "0");
  }

  @Test
  void contribute_newWorkerToNext_waitsWithoutHoldingOrEndingRunning() {
    fixture.send("a", 0, 0).join();
    CompletableFuture<Answer> joiner = fixture.send("n", 1, 0);
    assertThat(joiner).isNotDone();
    assertThat(fixture.timers.waiting()).isZero();

    assertThat(fixture.finish("a", 0).closed()).isTrue();
    assertThat(joiner.join().countedEpoch()).isEqualTo(1);
  }

  @Test
  void contribute_toNextOfFreshSession_isRefused() {
    SessionException refusal = Fixture.refusal(fixture.send("a", 1, 0));

    assertThat(refusal.reason()).isEqualTo(Reason.EPOCH_ORDER);
    assertThat(refusal.metadata()).containsEntry("running_epoch", "0");
    assertThat(fixture.send("a", 0, 0)).isCompleted();
  }

  @Test
  void contribute_knownWorkerSkipsEmptyEpoch_isRefused() {
    fixture.send("a", 0, 0).join();
    fixture.finish("a", 0);

    assertThat(Fixture.refusal(fixture.send("a", 2, 0)).reason()).isEqualTo(Reason.EPOCH_ORDER);
    assertThat(fixture.send("a", 1, 0)).isCompleted();
  }

  @Test
  void contribute_toEpochThatWorkerEnded_isRefused() {
    fixture.send("a", 0, 0).join();
    fixture.send("b", 0, 0).join();
    fixture.finish("a", 0);

    SessionException refusal = Fixture.refusal(fixture.send("a", 0, 1));

    assertThat(refusal.reason()).isEqualTo(Reason.EPOCH_ORDER);
    assertThat(refusal.metadata()).containsEntry("worker_epoch", "1");
  }

  @Test
  void contribute_behindWaitingContributionOfSameWorker_isRefused() {
    fixture.send("a", 0, 0).join();
    fixture.send("b", 0, 0).join();
    fixture.send("a", 1, 0);

    assertThat(Fixture.refusal(fixture.send("a", 0, 1)).reason()).isEqualTo(Reason.EPOCH_ORDER);
  }

  @Test
  void contribute_repeatFromEarlierEpoch_getsKeptAnswer() {
    fixture.send("a", 0, 0).join();
    fixture.send("a", 1, 0).join();

    assertThat(fixture.send("a", 0, 0).join().duplicate()).isTrue();
  }

  @Test
  void contribute_stepsStartAgainWithEpoch_areNew() {
    fixture.send("a", 0, 7).join();

    assertThat(fixture.send("a", 1, 0).join().duplicate()).isFalse();
  }

  @Test
  void epochDeadline_afterFirstEnd_closesWithoutTheOthers() {
    fixture.send("a", 0, 0).join();
    fixture.send("b", 0, 0).join();
    CompletableFuture<Answer> waiting = fixture.send("a", 1, 0);
    fixture.timers.advance(Fixture.EPOCH_DEADLINE.minusNanos(1));
    assertThat(waiting).isNotDone();

    fixture.timers.advance(java.time.Duration.ofNanos(1));

    assertThat(waiting).isCompleted();
    assertThat(fixture.events.all).contains("closed 0 by deadline");
  }

  @Test
  void epochDeadline_ofClosedEpoch_doesNotEndTheNext() {
    fixture.send("a", 0, 0).join();
    fixture.send("b", 0, 0).join();
    fixture.finish("a", 0);
    fixture.finish("b", 0);
    fixture.send("a", 1, 0).join();

    assertThat(fixture.timers.waiting()).isZero();
    fixture.timers.advance(Fixture.EPOCH_DEADLINE);
    assertThat(fixture.epoch()).isEqualTo(1);
  }

  @Test
  void contribute_afterEpochClosed_isLateAndCountsIntoRunning() {
    fixture.send("a", 0, 0).join();
    fixture.send("b", 0, 0).join();
    fixture.finish("a", 0);
    fixture.timers.advance(Fixture.EPOCH_DEADLINE);

    Answer late = fixture.send("b", 0, 1).join();

    assertThat(late.late()).isTrue();
    assertThat(late.countedEpoch()).isEqualTo(1);
    assertThat(late.contributions()).isEqualTo(1);
    assertThat(fixture.maths.counted.get(2).epoch()).isEqualTo(1);
    assertThat(fixture.events.all).contains("late b");
    assertThat(fixture.send("b", 0, 1).join().duplicate()).isTrue();
    assertThat(fixture.send("b", 0, 1).join().late()).isTrue();
  }

  @Test
  void contribute_newWorkerToClosedEpoch_isLate() {
    fixture.send("a", 0, 0).join();
    fixture.finish("a", 0);

    assertThat(fixture.send("n", 0, 0).join().late()).isTrue();
  }

  @Test
  void finishEpoch_lateWorker_holdsNoEpochItDidNotName() {
    fixture.send("a", 0, 0).join();
    fixture.finish("a", 0);
    fixture.send("n", 0, 0).join();
    fixture.send("a", 1, 0).join();

    assertThat(fixture.finish("a", 1).closed()).isTrue();
  }

  @Test
  void finishEpoch_workerWithoutContributionFirst_doesNotCloseUnderTheOthers() {
    assertThat(fixture.finish("idle", 0).closed()).isFalse();
    assertThat(fixture.send("a", 0, 0).join().late()).isFalse();

    assertThat(fixture.finish("a", 0).closed()).isTrue();
  }

  @Test
  void finishEpoch_emptyEpoch_closesAtDeadline() {
    assertThat(fixture.finish("a", 0).closed()).isFalse();
    CompletableFuture<Answer> next = fixture.send("a", 1, 0);
    assertThat(next).isNotDone();

    fixture.timers.advance(Fixture.EPOCH_DEADLINE);

    assertThat(next).isCompleted();
    assertThat(fixture.finish("a", 0).closed()).isTrue();
  }

  @Test
  void closeEpoch_mathsFail_failsWhatWaitedAndLeavesEpochOpen() {
    fixture.send("a", 0, 0).join();
    fixture.maths.nextFailure = new IllegalStateException("no");
    assertThat(Fixture.failure(fixture.send("a", 1, 0))).hasMessage("no");
    assertThat(fixture.epoch()).isZero();

    assertThat(fixture.send("a", 1, 0).join().countedEpoch()).isEqualTo(1);
    assertThat(fixture.maths.closedEpochs()).isEqualTo(1);
  }

  @Test
  void closeEpoch_mathsFail_finishSaysWhy() {
    fixture.send("a", 0, 0).join();
    fixture.maths.nextFailure = new IllegalStateException("no");
    assertThat(Fixture.failure(fixture.session.finishEpoch("a", 0))).hasMessage("no");

    assertThat(fixture.finish("a", 0).closed()).isTrue();
  }

  @Test
  void forgetting_contributionToNext_runsAtOnce() {
    Fixture forgetting = Fixture.forgetting();
    forgetting.send("a", 0, 0).join();
    forgetting.send("b", 0, 0).join();

    Answer ahead = forgetting.send("a", 1, 0).join();

    assertThat(ahead.countedEpoch()).isEqualTo(1);
    assertThat(ahead.late()).isFalse();
    assertThat(forgetting.epoch()).isZero();
    assertThat(forgetting.finish("b", 0).closed()).isTrue();
    assertThat(forgetting.session.state().bayesian()).isTrue();
    assertThat(forgetting.finish("a", 1).closed()).isTrue();
  }

  @Test
  void forgetting_twoAhead_isRefused() {
    Fixture forgetting = Fixture.forgetting();
    forgetting.send("a", 0, 0).join();
    forgetting.send("b", 0, 0).join();
    forgetting.send("a", 1, 0).join();

    assertThat(Fixture.refusal(forgetting.send("a", 2, 0)).reason()).isEqualTo(Reason.EPOCH_ORDER);
  }

  @Test
  void state_workers_showWhereTheyStand() {
    fixture.send("b", 0, 4).join();
    fixture.send("a", 0, 2).join();
    fixture.finish("a", 0);

    assertThat(fixture.session.state().workers())
        .containsExactly(
            new SessionState.Worker("a", 0, 2, fixture.timers.now(), true, false),
            new SessionState.Worker("b", 0, 4, fixture.timers.now(), false, false));
    assertThat(fixture.session.state().steps()).isEqualTo(2);
    assertThat(fixture.session.state().tasks().get(1).name()).isEqualTo("b");
    assertThat(fixture.session.state().tasks().get(1).evidenceCount()).isEqualTo(2);
  }

  private static void assertReason(ThrowingCallable call, Reason reason) {
    Assertions.assertThatThrownBy(call)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            SessionException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
