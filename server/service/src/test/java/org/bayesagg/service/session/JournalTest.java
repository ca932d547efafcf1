package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bayesagg.math.linalg.NotPositiveDefiniteException;
import org.junit.jupiter.api.Test;

/** What a journal would keep is enough to make the same state again. */
@SuppressWarnings("FutureReturnValueIgnored")
class JournalTest {

  @Test
  void replay_independentHistory_sameStateAndAnswers() {
    Fixture fixture = Fixture.independent();
    fixture.send("a", 0, 0);
    fixture.send("b", 0, 0);
    fixture.send("a", 0, 0);
    fixture.send("a", 1, 0);
    fixture.send("b", 0, 1);
    fixture.timers.advance(Fixture.EPOCH_DEADLINE);
    fixture.send("b", 0, 2);
    fixture.finish("b", 1);
    fixture.send("n", 2, 0);
    fixture.send("a", 1, 1);
    fixture.finish("a", 1);

    assertSame(fixture, replay(fixture, new FakeMaths(fixture.session.settings().spec())));
    assertThat(fixture.epoch()).isEqualTo(2);
  }

  @Test
  void replay_synchronousHistory_sameStateAndAnswers() {
    Fixture fixture = Fixture.synchronous(3, 2);
    for (int step = 0; step < 3; step++) {
      for (String worker : List.of("c", "a", "b")) {
        fixture.send(worker, 0, step);
      }
    }
    fixture.send("b", 0, 3);
    fixture.send("a", 0, 3);
    fixture.timers.advance(Fixture.STEP_DEADLINE);
    fixture.send("c", 0, 3);
    fixture.send("a", 0, 4);
    fixture.timers.advance(Fixture.STEP_DEADLINE);
    fixture.finish("a", 0);
    fixture.timers.advance(Fixture.EPOCH_DEADLINE);

    Ledger again = replay(fixture, new FakeMaths(fixture.session.settings().spec()));

    assertSame(fixture, again);
    assertThat(again.isClosed(new StepKey(0, 3))).isTrue();
    assertThat(again.isClosed(new StepKey(0, 4))).isFalse();
  }

  @Test
  void replay_stepWhoseMathsFail_failsAgainAndChangesNothing() {
    Fixture fixture = Fixture.independent();
    fixture.send("a", 0, 0);
    fixture.maths.nextFailure = new NotPositiveDefiniteException("a", 1);
    fixture.send("a", 0, 1);
    fixture.send("a", 0, 1);
    assertThat(fixture.journal).hasSize(4);
    assertThat(fixture.journal.get(2)).isInstanceOf(Change.Cancelled.class);
    FakeMaths maths = new FakeMaths(fixture.session.settings().spec());
    Ledger again = ledger(fixture, maths);
    again.replay(fixture.journal.get(0));
    maths.nextFailure = new NotPositiveDefiniteException("a", 1);
    try {
      again.replay(fixture.journal.get(1));
    } catch (NotPositiveDefiniteException expected) {
      assertThat(again.state().steps()).isEqualTo(1);
    }
    again.replay(fixture.journal.get(3));

    assertSame(fixture, again);
  }

  private static Ledger replay(Fixture fixture, FakeMaths maths) {
    Ledger again = ledger(fixture, maths);
    fixture.journal.forEach(again::replay);
    return again;
  }

  private static Ledger ledger(Fixture fixture, FakeMaths maths) {
    return new Ledger(fixture.session.settings(), maths, () -> 0, ChangeLog.NONE);
  }

  private static void assertSame(Fixture fixture, Ledger again) {
    assertThat(again.state()).usingRecursiveComparison().isEqualTo(fixture.session.state());
    assertThat(((FakeMaths) again.maths()).counted).isEqualTo(fixture.maths.counted);
    for (Change change : fixture.journal) {
      if (change instanceof Change.Counted counted) {
        for (Contribution contribution : counted.contributions()) {
          ReplayTable.Kept kept = again.kept(contribution.key());
          Answer first = fixture.session.contribute(contribution).handle((a, e) -> a).join();
          assertThat(kept == null).isEqualTo(first == null);
          if (kept != null) {
            assertThat(kept.answer().shard().direction()).isEqualTo(first.shard().direction());
            assertThat(kept.answer().countedEpoch()).isEqualTo(first.countedEpoch());
            assertThat(kept.answer().late()).isEqualTo(first.late());
          }
        }
      }
    }
  }
}
