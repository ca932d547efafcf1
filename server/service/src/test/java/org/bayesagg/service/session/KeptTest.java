package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.bayesagg.service.session.SessionException.Reason;
import org.junit.jupiter.api.Test;

/** Nobody learns of a change before it is kept, and nothing that could not be kept is answered. */
@SuppressWarnings("FutureReturnValueIgnored")
class KeptTest {
  private final StorageException full =
      new StorageException("data", "the disk is full", "make room", null);

  @Test
  void contribute_notYetKept_isAnsweredWhenItIs() {
    Fixture fixture = Fixture.independent();
    fixture.log.hold();

    CompletableFuture<Answer> first = fixture.send("a", 0, 0);
    CompletableFuture<Answer> again = fixture.send("a", 0, 0);
    assertThat(fixture.counted()).hasSize(1);
    assertThat(first).isNotDone();
    assertThat(again).isNotDone();
    assertThat(fixture.events.all).isEmpty();

    fixture.log.release();
    assertThat(first.join().duplicate()).isFalse();
    assertThat(again.join().duplicate()).isTrue();
    assertThat(fixture.events.all).contains("step 0 of 1", "duplicate a");
  }

  @Test
  void contribute_cannotBeKept_failsAndTheSessionIsLost() {
    Fixture fixture = Fixture.independent();
    fixture.log.hold();
    CompletableFuture<Answer> first = fixture.send("a", 0, 0);
    CompletableFuture<EpochOutcome> ended = fixture.session.finishEpoch("a", 0);

    fixture.log.fail(full);

    assertThat(Fixture.refusal(first).reason()).isEqualTo(Reason.STORAGE_FAILED);
    assertThat(Fixture.refusal(first)).hasMessageContaining("make room");
    assertThat(Fixture.refusal(ended).reason()).isEqualTo(Reason.STORAGE_FAILED);
    assertThat(Fixture.refusal(fixture.send("a", 1, 1)).reason()).isEqualTo(Reason.STORAGE_FAILED);
    assertThat(fixture.losses).isNotEmpty().allMatch(full::equals);
    assertThat(fixture.events.all).isEmpty();
    assertThat(fixture.events.waiting).isZero();
  }

  @Test
  void contribute_noRoom_isRefusedAndChangesNothing() {
    Fixture fixture = Fixture.independent();
    fixture.log.noRoom = full;

    assertThat(Fixture.refusal(fixture.send("a", 0, 0)).reason()).isEqualTo(Reason.STORAGE_FAILED);
    assertThat(fixture.journal).isEmpty();
    fixture.log.noRoom = null;

    assertThat(fixture.send("a", 0, 0)).isCompleted();
  }

  @Test
  void step_snapshotDue_copiesWhatWasCounted() {
    Fixture fixture = Fixture.independent();
    fixture.send("a", 0, 0);
    fixture.log.snapshotDue = true;
    fixture.send("b", 0, 7);

    LedgerState state = fixture.log.snapshots.get(0);
    assertThat(state.steps()).isEqualTo(2);
    assertThat(state.workers()).extracting(LedgerState.Worker::name).containsExactly("a", "b");
    assertThat(state.answers()).hasSize(2);
  }

  @Test
  void restore_ofAnySynchronousHistory_isTheSameLedger() {
    Fixture fixture = Fixture.synchronous(2, 1);
    for (int step = 0; step < 4; step++) {
      fixture.send("b", 0, step);
      fixture.send("a", 0, step);
    }
    fixture.send("a", 0, 9);
    fixture.timers.advance(Fixture.STEP_DEADLINE);
    fixture.finish("a", 0);
    fixture.log.snapshotDue = true;
    fixture.send("b", 0, 9);
    LedgerState saved = fixture.log.snapshots.get(0);

    Ledger again = new Ledger(fixture.session.settings(), fixture.maths, () -> 0, ChangeLog.NONE);
    again.restore(saved);

    assertThat(again.save()).usingRecursiveComparison().isEqualTo(saved);
    assertThat(again.isClosed(new StepKey(0, 9))).isTrue();
    assertThat(again.isClosed(new StepKey(0, 8))).isFalse();
    assertThat(again.state()).usingRecursiveComparison().isEqualTo(fixture.session.state());
  }

  @Test
  void stop_forGood_deletesWhatIsKept() {
    Fixture fixture = Fixture.independent();
    assertThat(fixture.stop()).isCompleted();
    assertThat(fixture.log.deleted).isTrue();
    assertThat(fixture.log.closed).isFalse();
  }
}
