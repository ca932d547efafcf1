package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.service.session.SessionException.Reason;
import org.junit.jupiter.api.Test;

/** What a session does with more than it can answer in time. */
class OverloadTest {
  private static final Duration STEP = Duration.ofMillis(100);

  private final Fixture fixture = Fixture.independent();

  /** A caller with so much time, which may hang up. */
  private static final class Impatient implements Caller {
    private final Duration patience;
    private boolean gone;

    Impatient(Duration patience) {
      this.patience = patience;
    }

    @Override
    public boolean gone() {
      return gone;
    }

    @Override
    public long patienceNanos() {
      return patience.toNanos();
    }
  }

  @Test
  void contribute_callerGoneBeforeItsTurn_isNotCountedAndMayComeAgainAfterALaterStep() {
    Impatient caller = new Impatient(Duration.ofSeconds(1));
    fixture.executor.hold();
    CompletableFuture<Answer> first = send(fixture, 0, caller);
    CompletableFuture<Answer> second = fixture.send("a", 0, 1);
    caller.gone = true;
    fixture.executor.release();

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompleted();
    assertThat(fixture.counted()).containsExactly(Fixture.valueOf("a", 0, 1));
    assertThat(fixture.journal).hasSize(1);
    assertThat(fixture.send("a", 0, 0).join().duplicate()).isFalse();
    assertThat(fixture.events.waiting).isZero();
  }

  @Test
  void contribute_callerOfARepeatGone_theFirstOneStands() {
    Answer first = fixture.send("a", 0, 0).join();
    Impatient caller = new Impatient(Duration.ofSeconds(1));
    caller.gone = true;

    assertThat(send(fixture, 0, caller)).isCompletedExceptionally();
    Answer again = fixture.send("a", 0, 0).join();
    assertThat(again.duplicate()).isTrue();
    assertThat(again.shard()).isSameAs(first.shard());
    assertThat(fixture.maths.counted).hasSize(1);
  }

  @Test
  void contribute_callerGoneFromASynchronousStep_countsForTheOthers() {
    Fixture waiting = Fixture.synchronous(2, 2);
    Impatient caller = new Impatient(Duration.ofSeconds(1));
    caller.gone = true;
    CompletableFuture<Answer> unread = send(waiting, 0, caller);
    CompletableFuture<Answer> other = waiting.send("b", 0, 0);

    assertThat(other.join().contributions()).isEqualTo(2);
    assertThat(unread).isCompleted();
  }

  @Test
  void enter_turnWouldComeTooLate_isRefusedWithRetryUntilTheQueueIsShorter() {
    fixture.maths.whileStepping = () -> fixture.timers.advance(STEP);
    fixture.send("a", 0, 0).join();
    fixture.executor.hold();
    for (int step = 1; step <= 5; step++) {
      fixture.send("a", 0, step);
    }
    Impatient caller = new Impatient(STEP.multipliedBy(8 * 5 - 1));

    SessionException refusal = Fixture.refusal(sendAs("b", fixture, caller));
    assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(refusal.retryAfter()).isBetween(STEP.multipliedBy(4), STEP.multipliedBy(6));
    assertThat(sendAs("c", fixture, new Impatient(STEP.multipliedBy(8 * 5 + 1)))).isNotDone();
    fixture.executor.release();
    assertThat(sendAs("b", fixture, caller).join().duplicate()).isFalse();
    assertThat(fixture.events.waiting).isZero();
  }

  @Test
  void enter_fewWait_evenTheMostImpatientIsLetIn() {
    fixture.maths.whileStepping = () -> fixture.timers.advance(STEP);
    fixture.send("a", 0, 0).join();
    fixture.executor.hold();
    fixture.send("a", 0, 1);
    CompletableFuture<Answer> second = send(fixture, 2, new Impatient(Duration.ofMillis(1)));
    fixture.executor.release();
    assertThat(second).isCompleted();
  }

  @Test
  void enter_synchronousStep_isNeverRefusedForItsTime() {
    Fixture waiting = Fixture.synchronous(1, 1);
    waiting.maths.whileStepping = () -> waiting.timers.advance(STEP);
    waiting.send("a", 0, 0).join();
    waiting.executor.hold();
    for (int step = 1; step <= 5; step++) {
      waiting.send("a", 0, step);
    }
    CompletableFuture<Answer> last = send(waiting, 6, new Impatient(STEP));
    waiting.executor.release();
    assertThat(last).isCompleted();
  }

  @Test
  void leave_contributionThatWasNeverRead_freesItsPlace() {
    Session.Place place =
        fixture.session.enter(new ContributionKey("a", 0, 0), new Impatient(STEP));
    assertThat(fixture.events.waiting).isEqualTo(1);
    place.leave();
    assertThat(fixture.events.waiting).isZero();
    assertThat(fixture.send("a", 0, 0)).isCompleted();
  }

  @Test
  void enter_placesTakenByWhatIsBeingRead_isRefused() {
    for (int step = 0; step < Fixture.LIMITS.maxQueuedContributions(); step++) {
      fixture.session.enter(new ContributionKey("a", 0, step), Caller.PATIENT);
    }
    SessionException refusal =
        catchThrowableOfType(
            SessionException.class,
            () -> fixture.session.enter(new ContributionKey("b", 0, 0), Caller.PATIENT));
    assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(refusal.retryAfter()).isPositive();
  }

  private static CompletableFuture<Answer> send(Fixture to, long step, Caller caller) {
    Contribution contribution = Fixture.contribution("a", 0, step, Fixture.valueOf("a", 0, step));
    return to.session.enter(contribution.key(), caller).contribute(contribution);
  }

  private static CompletableFuture<Answer> sendAs(String worker, Fixture to, Caller caller) {
    Contribution contribution = Fixture.contribution(worker, 0, 0, Fixture.valueOf(worker, 0, 0));
    try {
      return to.session.enter(contribution.key(), caller).contribute(contribution);
    } catch (SessionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
