package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.service.session.SessionException.Reason;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored")
class SynchronousTest {
  private final Fixture fixture = Fixture.synchronous(3, 2);

  @Test
  void step_allWorkersCame_runsOnceForAll() {
    CompletableFuture<Answer> a = fixture.send("a", 0, 0, 1);
    CompletableFuture<Answer> b = fixture.send("b", 0, 0, 2);
    assertThat(a).isNotDone();
    CompletableFuture<Answer> c = fixture.send("c", 0, 0, 3);

    assertThat(fixture.maths.steps).hasSize(1);
    for (CompletableFuture<Answer> answer : List.of(a, b, c)) {
      assertThat(answer.join().contributions()).isEqualTo(3);
      assertThat(answer.join().examples()).isEqualTo(3);
      assertThat(answer.join().late()).isFalse();
    }
    float factor = a.join().shard().direction()[0];
    assertThat(b.join().shard().direction()[0]).isEqualTo(2 * factor);
    assertThat(c.join().shard().direction()[0]).isEqualTo(3 * factor);
    assertThat(fixture.timers.waiting()).isZero();
  }

  @Test
  void step_otherOrderOfArrival_sameMaths() {
    Fixture other = Fixture.synchronous(3, 2);
    for (String worker : List.of("a", "b", "c")) {
      fixture.send(worker, 0, 0);
    }
    CompletableFuture<Answer> last = null;
    for (String worker : List.of("c", "b", "a")) {
      last = other.send(worker, 0, 0);
    }

    assertThat(other.counted()).isEqualTo(fixture.counted());
    assertThat(last.join().shard().direction())
        .isEqualTo(fixture.send("a", 0, 0).join().shard().direction());
  }

  @Test
  void step_oneWorkerSendsAsManyAheadAsItCan_leavesAPlaceForEachOther() {
    int places = Fixture.LIMITS.maxQueuedContributions();
    List<CompletableFuture<Answer>> ahead = new ArrayList<>();
    for (int step = 0; step < 2 * places; step++) {
      ahead.add(fixture.send("a", 0, step));
    }
    SessionException refusal = Fixture.refusal(ahead.get(places));
    assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(refusal.retryAfter()).isPositive();
    assertThat(fixture.events.waiting).isEqualTo(places - 3);

    fixture.send("b", 0, 0);
    CompletableFuture<Answer> last = fixture.send("c", 0, 0);
    assertThat(last.join().contributions()).isEqualTo(3);
    assertThat(ahead.get(0)).isCompleted();

    int refused = places - 3;
    CompletableFuture<Answer> again = fixture.send("a", 0, refused);
    for (int step = 1; step <= refused; step++) {
      fixture.send("b", 0, step);
      assertThat(fixture.send("c", 0, step).join().contributions()).isEqualTo(3);
    }
    assertThat(again.join().duplicate()).as("what was refused had not counted").isFalse();
  }

  @Test
  void step_olderThanWhatItsWorkerSentAhead_findsAPlace() {
    int places = Fixture.LIMITS.maxQueuedContributions() - 3;
    for (int step = 1; step <= places; step++) {
      fixture.send("a", 0, step);
    }
    assertThat(Fixture.refusal(fixture.send("a", 0, places + 1)).reason())
        .isEqualTo(Reason.QUEUE_FULL);
    fixture.send("a", 0, 0);
    fixture.send("b", 0, 0);
    assertThat(fixture.send("c", 0, 0).join().contributions()).isEqualTo(3);
  }

  @Test
  void step_quorumAtDeadline_runsWithThose() {
    CompletableFuture<Answer> a = fixture.send("a", 0, 0);
    fixture.timers.advance(Duration.ofSeconds(29));
    CompletableFuture<Answer> b = fixture.send("b", 0, 0);
    assertThat(b).isNotDone();

    fixture.timers.advance(Duration.ofSeconds(1));

    assertThat(a.join().contributions()).isEqualTo(2);
    assertThat(b.join().contributions()).isEqualTo(2);
  }

  @Test
  void step_noQuorumAtDeadline_failsAllAndCountsNothing() {
    CompletableFuture<Answer> a = fixture.send("a", 0, 0);
    CompletableFuture<Answer> again = fixture.send("a", 0, 0);
    SessionState before = fixture.session.state();

    fixture.timers.advance(Fixture.STEP_DEADLINE);

    SessionException refusal = Fixture.refusal(a);
    assertThat(refusal.reason()).isEqualTo(Reason.QUORUM_MISSED);
    assertThat(refusal.retryAfter()).isPositive();
    assertThat(refusal.metadata()).containsEntry("got", "1").containsEntry("quorum", "2");
    assertThat(Fixture.refusal(again).reason()).isEqualTo(Reason.QUORUM_MISSED);
    assertThat(fixture.maths.counted).isEmpty();
    assertThat(fixture.session.state()).isEqualTo(before);
    assertThat(fixture.events.all).contains("missed 0 with 1");
  }

  @Test
  void step_sentAgainAfterMissedQuorum_opensAgain() {
    fixture.send("a", 0, 0);
    fixture.timers.advance(Fixture.STEP_DEADLINE);
    CompletableFuture<Answer> a = fixture.send("a", 0, 0);
    fixture.send("b", 0, 0);
    fixture.send("c", 0, 0);

    assertThat(a.join().duplicate()).isFalse();
    assertThat(a.join().late()).isFalse();
    assertThat(a.join().contributions()).isEqualTo(3);
  }

  @Test
  void workerWithoutWhomNoStepCounts_isAStraggler() {
    Fixture all = Fixture.synchronous(3, 3);
    List.of("a", "b", "c").forEach(worker -> all.send(worker, 0, 0));
    for (int attempt = 0; attempt < 3; attempt++) {
      all.timers.advance(Fixture.STEP_DEADLINE);
      List.of("a", "c").forEach(worker -> all.send(worker, 0, 1));
    }

    assertThat(all.session.state().steps()).isEqualTo(1);
    assertThat(Stragglers.among(all.session.state(), 0.1))
        .extracting(SessionState.Worker::name)
        .containsExactly("b");
  }

  @Test
  void step_missedQuorumWhileLaterStepWasCounted_mayBeSentAgain() {
    fixture.send("a", 0, 0);
    fixture.timers.advance(Duration.ofSeconds(1));
    List.of("a", "b", "c").forEach(worker -> fixture.send(worker, 0, 1));
    fixture.timers.advance(Fixture.STEP_DEADLINE);
    CompletableFuture<Answer> again = fixture.send("a", 0, 0);
    assertThat(again).isNotDone();

    fixture.timers.advance(Fixture.STEP_DEADLINE);
    assertThat(Fixture.refusal(again).reason()).isEqualTo(Reason.QUORUM_MISSED);
  }

  @Test
  void contribute_afterStepClosed_isLateBatchOfItsOwn() {
    fixture.send("a", 0, 0);
    fixture.send("b", 0, 0);
    fixture.timers.advance(Fixture.STEP_DEADLINE);

    Answer late = fixture.send("c", 0, 0).join();

    assertThat(late.late()).isTrue();
    assertThat(late.contributions()).isEqualTo(1);
    assertThat(late.countedEpoch()).isZero();
    assertThat(fixture.maths.steps).hasSize(2);
    assertThat(fixture.send("c", 0, 0).join().duplicate()).isTrue();
  }

  @Test
  void contribute_oneWorkerMoreThanStepWaitsFor_isLate() {
    List.of("a", "b", "c").forEach(worker -> fixture.send(worker, 0, 0));

    assertThat(fixture.send("d", 0, 0).join().late()).isTrue();
  }

  @Test
  void steps_severalOpen_runInOrderOfClosing() {
    fixture.send("a", 0, 0, 1);
    fixture.send("a", 0, 1, 11);
    fixture.send("b", 0, 0, 2);
    fixture.send("b", 0, 1, 12);
    fixture.send("c", 0, 1, 13);
    assertThat(fixture.counted()).containsExactly(11, 12, 13);

    fixture.timers.advance(Fixture.STEP_DEADLINE);

    assertThat(fixture.counted()).containsExactly(11, 12, 13, 1, 2);
    assertThat(fixture.session.state().workers().get(0).lastStep()).isEqualTo(1);
  }

  @Test
  void steps_eachItsOwnDeadline() {
    CompletableFuture<Answer> first = fixture.send("a", 0, 0);
    fixture.timers.advance(Duration.ofSeconds(10));
    CompletableFuture<Answer> second = fixture.send("a", 0, 1);
    fixture.timers.advance(Duration.ofSeconds(20));

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isNotDone();
    fixture.timers.advance(Duration.ofSeconds(10));
    assertThat(second).isCompletedExceptionally();
  }

  @Test
  void contribute_badValues_failAloneAndStepGoesOn() {
    CompletableFuture<Answer> a = fixture.send("a", 0, 0);
    CompletableFuture<Answer> bad =
        fixture.session.contribute(
            Fixture.contribution("b", 0, 0, "b", Fixture.batch(1, Float.NaN, 0), 1));
    assertThat(bad).isCompletedExceptionally();
    fixture.send("c", 0, 0);
    fixture.send("b", 0, 0);

    assertThat(a.join().contributions()).isEqualTo(3);
  }

  @Test
  void contribute_stepWouldBeTooLarge_isRefusedAndOthersGoOn() {
    fixture.session.contribute(Fixture.contribution("a", 0, 0, "a", Fixture.batch(5, 1, 0), 1));

    SessionException refusal =
        Fixture.refusal(
            fixture.session.contribute(
                Fixture.contribution("b", 0, 0, "b", Fixture.batch(4, 2, 0), 2)));

    assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_EXAMPLES);
    assertThat(refusal.metadata()).containsEntry("limit", "8").containsEntry("got", "9");
    fixture.session.contribute(Fixture.contribution("b", 0, 0, "b", Fixture.batch(2, 2, 0), 2));
    assertThat(fixture.send("c", 0, 0).join().examples()).isEqualTo(8);
  }

  @Test
  void shard_ofSeveralWorkers_isOneBatchWithAllTheirTasks() {
    CompletableFuture<Answer> a = shard("a", "s", Fixture.batch(4, 1, 0));
    CompletableFuture<Answer> b = shard("b", "s", Fixture.batch(4, 1, 1));
    CompletableFuture<Answer> c = shard("c", "r", Fixture.batch(4, 2, 0, 1));

    List<Batch> shards = fixture.maths.steps.get(0);
    assertThat(shards).hasSize(2);
    assertThat(shards.get(0).features()[0]).isEqualTo(2);
    assertThat(shards.get(1).tasks()).doesNotContainNull();
    assertThat(a.join().shard().direction()).isSameAs(b.join().shard().direction());
    assertThat(c.join().shard().direction()).isNotSameAs(a.join().shard().direction());
    assertThat(a.join().examples()).isEqualTo(8);
    assertThat(a.join().contributions()).isEqualTo(3);
  }

  @Test
  void shard_examplesCountOnce_againstTheLimit() {
    shard("a", "s", Fixture.batch(5, 1, 0));

    assertThat(shard("b", "s", Fixture.batch(5, 1, 1))).isNotDone();
    assertThat(Fixture.refusal(shard("c", "r", Fixture.batch(4, 2, 0))).metadata())
        .containsEntry("got", "9");
  }

  @Test
  void shard_contradictions_areRefused() {
    CompletableFuture<Answer> a = shard("a", "s", Fixture.batch(4, 1, 0));
    Batch good = Fixture.batch(4, 1, 1);
    Batch weighted = new Batch(4, good.features(), good.tasks(), new float[] {1, 1, 1, 1});

    assertConflict(shard("b", "s", Fixture.batch(3, 1, 1)), "3 and 4 examples");
    assertConflict(shard("b", "s", Fixture.batch(4, 2, 1)), "features");
    assertConflict(shard("b", "s", Fixture.batch(4, 1, 0)), "task 'a'");
    assertConflict(shard("b", "s", weighted), "example_weights");
    assertThat(shard("b", "s", good)).isNotDone();
    fixture.send("c", 0, 0);
    assertThat(a.join().contributions()).isEqualTo(3);
  }

  @Test
  void outputs_ofSeveralWorkers_eachGetsWhatItAsked() {
    StepOutputs weights = new StepOutputs(false, true, false, false, true);
    CompletableFuture<Answer> a =
        fixture.session.contribute(
            new Contribution(
                new ContributionKey("a", 0, 0), "a", Fixture.batch(1, 1, 0), weights, 1, 0));
    CompletableFuture<Answer> b = fixture.send("b", 0, 0);
    fixture.send("c", 0, 0);

    assertThat(fixture.maths.outputs)
        .containsExactly(new StepOutputs(true, true, false, true, true));
    assertThat(a.join().shard().direction()).isNull();
    assertThat(a.join().shard().weights()).isNotNull();
    assertThat(a.join().step().weightShares()).isNull();
    assertThat(a.join().step().posteriorMeans()).isNotNull();
    assertThat(b.join().shard().direction()).isNotNull();
    assertThat(b.join().shard().weights()).isNull();
    assertThat(b.join().shard().gradientMean()).isNull();
    assertThat(b.join().step().posteriorMeans()).isNull();
  }

  @Test
  void step_mathsFail_failsAllAndMayBeSentAgain() {
    fixture.maths.nextFailure = new IllegalStateException("no");
    CompletableFuture<Answer> a = fixture.send("a", 0, 0);
    fixture.send("b", 0, 0);
    fixture.send("c", 0, 0);
    assertThat(Fixture.failure(a)).hasMessage("no");

    CompletableFuture<Answer> again = fixture.send("a", 0, 0);
    fixture.send("b", 0, 0);
    fixture.send("c", 0, 0);
    assertThat(again.join().late()).isFalse();
    assertThat(again.join().duplicate()).isFalse();
  }

  @Test
  void epoch_openStep_holdsIt() {
    CompletableFuture<Answer> open = fixture.send("a", 0, 0);
    assertThat(fixture.finish("a", 0).closed()).isFalse();
    fixture.send("b", 0, 0);
    fixture.send("b", 1, 0);
    assertThat(fixture.epoch()).isZero();

    fixture.timers.advance(Fixture.STEP_DEADLINE);

    assertThat(open.join().countedEpoch()).isZero();
    assertThat(fixture.epoch()).isEqualTo(1);
  }

  @Test
  void epoch_nextSteps_waitAndTheirDeadlineRunsFromItsBegin() {
    List.of("a", "b", "c").forEach(worker -> fixture.send(worker, 0, 0));
    CompletableFuture<Answer> early = fixture.send("a", 1, 0);
    fixture.timers.advance(Fixture.STEP_DEADLINE.multipliedBy(2));
    assertThat(early).isNotDone();
    CompletableFuture<Answer> complete = fixture.send("a", 1, 1);
    fixture.send("b", 1, 1);
    fixture.send("c", 1, 1);

    assertThat(fixture.epoch()).isEqualTo(1);
    assertThat(complete).isCompleted();
    assertThat(early).isNotDone();
    fixture.timers.advance(Fixture.STEP_DEADLINE);
    assertThat(Fixture.refusal(early).reason()).isEqualTo(Reason.QUORUM_MISSED);
  }

  @Test
  void epoch_completeStepOfNext_waitsAndFurtherContributionIsLate() {
    Fixture pair = Fixture.synchronous(2, 2);
    pair.send("a", 0, 0);
    pair.send("b", 0, 0).join();
    pair.send("c", 0, 1);
    pair.send("d", 0, 1).join();
    CompletableFuture<Answer> a = pair.send("a", 1, 0);
    pair.send("b", 1, 0);
    CompletableFuture<Answer> late = pair.send("c", 1, 0);
    assertThat(a).isNotDone();

    pair.finish("d", 0);

    assertThat(a.join().contributions()).isEqualTo(2);
    assertThat(late.join().late()).isTrue();
    assertThat(late.join().countedEpoch()).isEqualTo(1);
  }

  @Test
  void epoch_expiredWithOpenStep_takesNoNewStepsAndClosesWithIt() {
    List.of("a", "b", "c").forEach(worker -> fixture.send(worker, 0, 0));
    fixture.finish("a", 0);
    fixture.timers.advance(Fixture.EPOCH_DEADLINE.minusSeconds(1));
    CompletableFuture<Answer> open = fixture.send("b", 0, 1);
    fixture.timers.advance(Duration.ofSeconds(1));
    assertThat(fixture.epoch()).isZero();

    Answer single = fixture.send("b", 0, 2).join();
    fixture.send("c", 0, 1);
    fixture.timers.advance(Fixture.STEP_DEADLINE);

    assertThat(single.late()).isTrue();
    assertThat(open.join().contributions()).isEqualTo(2);
    assertThat(open.join().late()).isFalse();
    assertThat(fixture.epoch()).isEqualTo(1);
  }

  private CompletableFuture<Answer> shard(String worker, String shard, Batch batch) {
    return fixture.session.contribute(
        Fixture.contribution(worker, 0, 0, shard, batch, worker.charAt(0)));
  }

  private static void assertConflict(CompletableFuture<Answer> future, String why) {
    SessionException refusal = Fixture.refusal(future);
    assertThat(refusal.reason()).isEqualTo(Reason.SHARD_CONFLICT);
    assertThat(refusal).hasMessageContaining(why);
  }
}
