package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.service.session.SessionException.Reason;
import org.junit.jupiter.api.Test;

/** Workers that come, go, fall silent, and come back with what they know. */
@SuppressWarnings("FutureReturnValueIgnored")
class WorkersTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private static Fixture synchronous(int workers, int quorum) {
    SessionSettings plain =
        Fixture.settings(
            Fixture.spec(new PriorRefresh.StreamingEpoch()),
            new SessionSettings.Synchronous(workers, quorum, Fixture.STEP_DEADLINE));
    return Fixture.of(
        new SessionSettings(
            plain.spec(),
            plain.synchronous(),
            plain.epochDeadline(),
            plain.maxExamplesPerStep(),
            plain.replayWindow(),
            TIMEOUT));
  }

  private static LedgerState.Place place(long epoch, long step) {
    return new LedgerState.Place(epoch, step);
  }

  @Test
  void contribute_withAnAnswerTheSessionDoesNotKnow_isRefused() {
    Fixture fixture = Fixture.independent();
    fixture.send("a", 0, 3);
    Contribution next = Fixture.contribution("a", 0, 6, 1);
    Contribution ahead =
        new Contribution(next.key(), next.shard(), next.batch(), next.outputs(), 1, 0, place(0, 5));

    SessionException refusal = Fixture.refusal(fixture.session.contribute(ahead));

    assertThat(refusal.reason()).isEqualTo(Reason.SERVER_BEHIND);
    assertThat(refusal).hasMessageContaining("step 5 of epoch 0").hasMessageContaining("step 3");
    assertThat(fixture.counted()).hasSize(1);
    assertThat(Fixture.refusal(fixture.session.join("a", place(0, 4))).reason())
        .isEqualTo(Reason.SERVER_BEHIND);
    assertThat(fixture.session.join("a", place(0, 3)).join().last()).isEqualTo(place(0, 3));
    assertThat(fixture.session.join("new", null).join().last()).isEqualTo(place(-1, -1));
  }

  @Test
  void leave_ofOneOfThree_letsStepsAndEpochsGoOn() {
    Fixture fixture = Fixture.synchronous(3, 3);
    for (String worker : new String[] {"a", "b", "c"}) {
      fixture.send(worker, 0, 0);
    }
    CompletableFuture<Answer> first = fixture.send("a", 0, 1);
    CompletableFuture<Answer> second = fixture.send("b", 0, 1);
    assertThat(first).isNotDone();

    assertThat(fixture.session.leave("c")).isCompleted();

    assertThat(first.join().contributions()).isEqualTo(2);
    assertThat(second).isCompleted();
    fixture.finish("a", 0);
    assertThat(fixture.finish("b", 0).closed()).isTrue();
    assertThat(fixture.session.state().workers().get(2).left()).isTrue();
  }

  @Test
  void join_afterLeaving_isWaitedForAgain() {
    Fixture fixture = Fixture.synchronous(2, 2);
    fixture.send("a", 0, 0);
    fixture.send("b", 0, 0);
    fixture.session.leave("b");
    assertThat(fixture.send("a", 0, 1)).isCompleted();

    fixture.session.join("b", place(0, 0));

    CompletableFuture<Answer> waits = fixture.send("a", 0, 2);
    assertThat(waits).isNotDone();
    fixture.send("b", 0, 2);
    assertThat(waits.join().contributions()).isEqualTo(2);
  }

  @Test
  void leave_replacedByAnother_waitsForTheNewOne() {
    Fixture fixture = Fixture.synchronous(2, 2);
    fixture.send("a", 0, 0);
    fixture.send("b", 0, 0);
    fixture.session.leave("b");
    fixture.session.join("c", null);

    assertThat(fixture.send("a", 0, 1)).isNotDone();
    assertThat(fixture.send("c", 0, 1)).isCompleted();
  }

  @Test
  void silence_beyondTheTimeout_costsTheOthersNoDeadline() {
    Fixture fixture = synchronous(3, 2);
    for (String worker : new String[] {"a", "b", "c"}) {
      fixture.send(worker, 0, 0);
    }
    fixture.timers.advance(Duration.ofSeconds(3));
    fixture.session.join("a", null);
    fixture.session.join("b", null);
    CompletableFuture<Answer> first = fixture.send("a", 0, 1);
    fixture.send("b", 0, 1);
    assertThat(first).isNotDone();

    fixture.timers.advance(Duration.ofMillis(2100));

    assertThat(first.join().contributions()).isEqualTo(2);
    // Waited for again once it is heard of.
    fixture.session.join("c", place(0, 0));
    CompletableFuture<Answer> next = fixture.send("a", 0, 2);
    fixture.send("b", 0, 2);
    assertThat(next).isNotDone();
    assertThat(fixture.send("c", 0, 2)).isCompleted();
    assertThat(next).isCompleted();
  }

  @Test
  void silence_ofTooMany_stillNeedsTheQuorum() {
    Fixture fixture = synchronous(3, 2);
    for (String worker : new String[] {"a", "b", "c"}) {
      fixture.send(worker, 0, 0);
    }
    CompletableFuture<Answer> alone = fixture.send("a", 0, 1);
    fixture.timers.advance(Duration.ofSeconds(10));
    assertThat(alone).isNotDone();
    fixture.timers.advance(Fixture.STEP_DEADLINE);
    assertThat(Fixture.refusal(alone).reason()).isEqualTo(Reason.QUORUM_MISSED);
  }

  @Test
  void join_ofOneMoreThanMayBe_isRefusedUntilAnotherLeaves() {
    Fixture fixture = Fixture.independent();
    int most = Fixture.LIMITS.maxWorkersPerSession();
    for (int i = 0; i < most; i++) {
      assertThat(fixture.session.join("w" + i, null)).isCompleted();
    }
    assertThat(Fixture.refusal(fixture.session.join("more", null)).reason())
        .isEqualTo(Reason.TOO_MANY_WORKERS);
    assertThat(fixture.session.join("w1", null)).isCompleted();

    fixture.session.leave("w1").join();

    assertThat(fixture.session.join("more", null)).isCompleted();
  }

  @Test
  void resize_toFewerAndMore_holdsAtOnceAndAfterARestart() {
    Fixture fixture = Fixture.synchronous(3, 3);
    CompletableFuture<Answer> first = fixture.send("a", 0, 0);
    fixture.send("b", 0, 0);
    assertThat(first).isNotDone();

    assertThat(fixture.session.resize(2, 1)).isCompleted();

    assertThat(first).isCompleted();
    assertThat(fixture.session.settings().synchronous().workers()).isEqualTo(2);
    fixture.session.resize(4, 4);
    for (String worker : new String[] {"a", "b", "c"}) {
      assertThat(fixture.send(worker, 0, 1)).isNotDone();
    }
    assertThat(fixture.send("d", 0, 1).join().contributions()).isEqualTo(4);

    Ledger again = new Ledger(fixture.session.settings(), fixture.maths, () -> 0, ChangeLog.NONE);
    fixture.journal.forEach(
        change -> {
          if (!(change instanceof Change.Counted)) {
            again.replay(change);
          }
        });
    assertThat(again.settings().synchronous().workers()).isEqualTo(4);
  }

  @Test
  void resize_independent_isRefused() {
    Fixture fixture = Fixture.independent();
    assertThat(Fixture.refusal(fixture.session.resize(2, 2)).reason())
        .isEqualTo(Reason.NOT_SYNCHRONOUS);
    assertThat(Fixture.refusal(Fixture.synchronous(2, 2).session.resize(9, 9)).reason())
        .isEqualTo(Reason.TOO_MANY_WORKERS);
  }
}
