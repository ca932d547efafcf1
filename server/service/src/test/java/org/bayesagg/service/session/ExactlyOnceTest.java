package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.service.session.SessionException.Reason;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored")
class ExactlyOnceTest {
  private final Fixture fixture = Fixture.independent();

  @Test
  void contribute_first_answersOwnRowsAndPlace() {
    Answer answer = fixture.send("a", 0, 3, 5).join();

    assertThat(answer.key()).isEqualTo(new ContributionKey("a", 0, 3));
    assertThat(answer.shard().direction()).hasSize(Fixture.DIM);
    assertThat(answer.step().shards()).containsExactly(answer.shard());
    assertThat(answer.duplicate()).isFalse();
    assertThat(answer.late()).isFalse();
    assertThat(answer.countedEpoch()).isZero();
    assertThat(answer.contributions()).isEqualTo(1);
    assertThat(answer.examples()).isEqualTo(1);
  }

  @Test
  void contribute_againWhenAnswered_getsSameAnswerFlaggedAndAddsNothing() {
    Answer first = fixture.send("a", 0, 0, 5).join();
    SessionState before = fixture.session.state();

    Answer second = fixture.send("a", 0, 0, 5).join();

    assertThat(second.duplicate()).isTrue();
    assertThat(second.shard()).isSameAs(first.shard());
    assertThat(second.step()).isSameAs(first.step());
    assertThat(fixture.counted()).containsExactly(5);
    assertThat(fixture.session.state()).isEqualTo(before);
    assertThat(fixture.events.all).containsExactly("step 0 of 1", "duplicate a");
  }

  @Test
  void contribute_againWhileQueued_isCountedOnce() {
    fixture.executor.hold();
    CompletableFuture<Answer> first = fixture.send("a", 0, 0, 5);
    CompletableFuture<Answer> second = fixture.send("a", 0, 0, 5);
    fixture.executor.release();

    assertThat(first.join().duplicate()).isFalse();
    assertThat(second.join().duplicate()).isTrue();
    assertThat(second.join().shard()).isSameAs(first.join().shard());
    assertThat(fixture.counted()).containsExactly(5);
  }

  @Test
  void contribute_againWhileWaitingForOthers_joinsTheFirst() {
    Fixture waiting = Fixture.synchronous(2, 2);
    CompletableFuture<Answer> first = waiting.send("a", 0, 0);
    CompletableFuture<Answer> again = waiting.send("a", 0, 0);
    assertThat(first).isNotDone();
    assertThat(again).isNotDone();

    waiting.send("b", 0, 0);

    assertThat(first.join().duplicate()).isFalse();
    assertThat(again.join().duplicate()).isTrue();
    assertThat(again.join().shard()).isSameAs(first.join().shard());
    assertThat(waiting.maths.counted).hasSize(2);
  }

  @Test
  void contribute_firstCallerCancels_repeatIsAnswered() {
    Fixture waiting = Fixture.synchronous(2, 2);
    CompletableFuture<Answer> first = waiting.send("a", 0, 0);
    first.cancel(true);
    CompletableFuture<Answer> again = waiting.send("a", 0, 0);
    waiting.send("b", 0, 0);

    assertThat(again.join().duplicate()).isTrue();
  }

  @Test
  void contribute_otherContentUnderAnsweredName_isRefused() {
    fixture.send("a", 0, 0, 5).join();

    SessionException refusal = Fixture.refusal(fixture.send("a", 0, 0, 6));

    assertThat(refusal.reason()).isEqualTo(Reason.CONTRIBUTION_DIFFERS);
    assertThat(refusal.metadata()).containsEntry("worker", "a").containsEntry("step", "0");
    assertThat(fixture.counted()).containsExactly(5);
  }

  @Test
  void contribute_otherContentUnderWaitingName_isRefusedAndFirstStands() {
    Fixture waiting = Fixture.synchronous(2, 2);
    CompletableFuture<Answer> first = waiting.send("a", 0, 0, 5);

    assertThat(Fixture.refusal(waiting.send("a", 0, 0, 6)).reason())
        .isEqualTo(Reason.CONTRIBUTION_DIFFERS);
    waiting.send("b", 0, 0, 7);
    assertThat(first).isCompleted();
    assertThat(waiting.counted()).containsExactly(5, 7);
  }

  @Test
  void contribute_againBeyondWindow_isRefusedNamingLastStep() {
    for (int step = 0; step < 3; step++) {
      fixture.send("a", 0, step).join();
    }

    SessionException refusal = Fixture.refusal(fixture.send("a", 0, 0));

    assertThat(refusal.reason()).isEqualTo(Reason.STEP_ORDER);
    assertThat(refusal).hasMessageContaining("step 2 of epoch 0");
    assertThat(refusal.metadata()).containsEntry("last_step", "2").containsEntry("last_epoch", "0");
    assertThat(fixture.send("a", 0, 1).join().duplicate()).isTrue();
    assertThat(fixture.maths.counted).hasSize(3);
  }

  @Test
  void contribute_windowOfAnotherWorker_isItsOwn() {
    fixture.send("a", 0, 0).join();
    for (int step = 0; step < 5; step++) {
      fixture.send("b", 0, step).join();
    }

    assertThat(fixture.send("a", 0, 0).join().duplicate()).isTrue();
  }

  @Test
  void contribute_stepBelowLastThatWasSkipped_isCountedOnce() {
    fixture.send("a", 0, 5).join();

    assertThat(fixture.send("a", 0, 3).join().duplicate()).isFalse();
    assertThat(fixture.send("a", 0, 3).join().duplicate()).isTrue();
    fixture.send("a", 0, 6).join();
    fixture.send("a", 0, 7).join();
    assertThat(Fixture.refusal(fixture.send("a", 0, 3)).reason()).isEqualTo(Reason.STEP_ORDER);
    assertThat(fixture.maths.counted).hasSize(4);
  }

  @Test
  void contribute_stepSkippedLongAgo_isRefused() {
    fixture.send("a", 0, 500).join();

    assertThat(Fixture.refusal(fixture.send("a", 0, 3)).reason()).isEqualTo(Reason.STEP_ORDER);
    assertThat(fixture.send("a", 0, 499).join().duplicate()).isFalse();
  }

  @Test
  void contribute_gapsInSteps_areAllowed() {
    fixture.send("a", 0, 5).join();

    assertThat(fixture.send("a", 0, 50).join().duplicate()).isFalse();
  }

  @Test
  void contribute_negativeStepOrEpoch_isRefused() {
    assertThat(Fixture.refusal(fixture.send("a", 0, -1)).reason()).isEqualTo(Reason.STEP_ORDER);
    assertThat(Fixture.refusal(fixture.send("a", -1, 0)).reason()).isEqualTo(Reason.EPOCH_ORDER);
  }

  @Test
  void contribute_pipelined_areAllCountedInOrder() {
    fixture.executor.hold();
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int step = 0; step < 10; step++) {
      answers.add(fixture.send("a", 0, step, step));
    }
    fixture.executor.release();

    assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompleted());
    assertThat(fixture.counted()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void contribute_badValues_changeNothingAndMayBeMended() {
    fixture.send("a", 0, 0).join();
    SessionState before = fixture.session.state();

    Throwable failure =
        Fixture.failure(
            fixture.session.contribute(
                Fixture.contribution("a", 0, 1, "a", Fixture.batch(1, Float.NaN, 0), 1)));

    assertThat(failure).isInstanceOf(InvalidBatchException.class);
    assertThat(fixture.session.state()).isEqualTo(before);
    assertThat(fixture.send("a", 0, 1, 2).join().duplicate()).isFalse();
  }

  @Test
  void contribute_badValuesFromUnknownWorker_leaveNoWorkerAndNoEpochEnd() {
    fixture.send("a", 0, 0).join();
    SessionState before = fixture.session.state();
    fixture.session.contribute(
        Fixture.contribution("x", 0, 0, "x", Fixture.batch(1, Float.NaN, 0), 1));
    fixture.session.contribute(
        Fixture.contribution("a", 1, 0, "a", Fixture.batch(1, Float.NaN, 0), 1));

    assertThat(fixture.session.state()).isEqualTo(before);
    assertThat(fixture.journal).hasSize(1);
  }

  @Test
  void contribute_failedWhileLaterOneWasCounted_mayBeSentAgain() {
    fixture.send("a", 0, 0).join();
    fixture.executor.hold();
    fixture.maths.nextFailure = new IllegalStateException("once");
    CompletableFuture<Answer> failed = fixture.send("a", 0, 1);
    CompletableFuture<Answer> later = fixture.send("a", 0, 2);
    fixture.executor.release();
    assertThat(failed).isCompletedExceptionally();
    assertThat(later).isCompleted();

    assertThat(fixture.send("a", 0, 1).join().duplicate()).isFalse();
    assertThat(fixture.send("a", 0, 1).join().duplicate()).isTrue();
    assertThat(fixture.maths.counted).hasSize(3);
  }

  @Test
  void contribute_tooManyExamples_isRefusedWithLimit() {
    SessionException refusal =
        Fixture.refusal(
            fixture.session.contribute(
                Fixture.contribution("a", 0, 0, "a", Fixture.batch(9, 1, 0), 1)));

    assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_EXAMPLES);
    assertThat(refusal.metadata()).containsEntry("limit", "8").containsEntry("got", "9");
  }

  @Test
  void contribute_queueNanos_areFromArrivalToMaths() {
    fixture.timers.advance(java.time.Duration.ofMillis(3));

    assertThat(fixture.send("a", 0, 0).join().queueNanos()).isEqualTo(3_000_000);
  }
}
