package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.math.spec.PriorRefresh;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many workers that send twice, send ahead, lag behind, disappear and come back, over networks that
 * hold messages back. Whatever happens, what was acknowledged has been counted exactly once, and
 * nothing else has.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class RandomHistoryTest {
  private static final int MOVES = 4000;
  private static final List<String> WORKERS = List.of("a", "b", "c", "d");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void independent_anyHistory_countsWhatItAcknowledgesOnce(long seed) {
    new History(seed, new PriorRefresh.StreamingEpoch(), null).play();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void forgetting_anyHistory_countsWhatItAcknowledgesOnce(long seed) {
    new History(seed, new PriorRefresh.Forgetting(0.9), null).play();
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
  void synchronous_anyHistory_countsWhatItAcknowledgesOnce(long seed) {
    new History(
            seed,
            new PriorRefresh.StreamingEpoch(),
            new SessionSettings.Synchronous(4, 2, Fixture.STEP_DEADLINE))
        .play();
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void synchronousForgetting_anyHistory_countsWhatItAcknowledgesOnce(long seed) {
    new History(
            seed,
            new PriorRefresh.Forgetting(0.9),
            new SessionSettings.Synchronous(3, 3, Fixture.STEP_DEADLINE))
        .play();
  }

  /** One seeded run, and what it has seen. */
  private static final class History {
    private final Random random;
    private final Fixture fixture;
    private final Map<String, long[]> places = new HashMap<>();
    private final List<Contribution> sent = new ArrayList<>();
    private final List<Runnable> onTheWire = new ArrayList<>();
    private final Map<ContributionKey, Answer> acknowledged = new HashMap<>();
    private final Map<ContributionKey, Integer> values = new HashMap<>();
    private final List<CompletableFuture<Answer>> open = new ArrayList<>();
    private int nextValue = 1;
    private int refused;

    History(long seed, PriorRefresh refresh, SessionSettings.Synchronous rule) {
      random = new Random(seed);
      fixture = Fixture.of(Fixture.settings(Fixture.spec(refresh), rule));
      fixture.maths.moody = true;
    }

    void play() {
      for (int move = 0; move < MOVES; move++) {
        move();
      }
      while (!onTheWire.isEmpty()) {
        onTheWire.remove(0).run();
      }
      fixture.session.drain();
      fixture.session.drained();

      assertThat(open).allMatch(CompletableFuture::isDone);
      assertCountedOnce();
      assertReplayed();
      assertThat(fixture.events.waiting).isZero();
      // The history has to be worth it.
      assertThat(acknowledged).hasSizeGreaterThan(MOVES / 20);
      assertThat(refused).isPositive();
      assertThat(fixture.epoch()).isGreaterThan(3);
      assertThat(acknowledged.values()).anyMatch(Answer::late);
      assertThat(fixture.events.all).anyMatch(event -> event.startsWith("duplicate"));
    }

    private void move() {
      String worker = WORKERS.get(random.nextInt(WORKERS.size()));
      long[] place = places.computeIfAbsent(worker, w -> new long[2]);
      int kind = random.nextInt(100);
      if (kind < 50) {
        place[1] += 1 + random.nextInt(8) / 7;
        transmit(fresh(worker, place));
      } else if (kind < 65 && !sent.isEmpty()) {
        transmit(sent.get(sent.size() - 1 - random.nextInt(Math.min(sent.size(), 12))));
      } else if (kind < 69) {
        place[0] += 1;
        place[1] = 0;
      } else if (kind < 73) {
        // A worker that has lost track asks where the run is.
        place[0] = fixture.epoch();
        place[1] = 1000L + nextValue;
      } else if (kind < 77) {
        long epoch = place[0];
        transmit(() -> fixture.session.finishEpoch(worker, epoch));
      } else if (kind < 90) {
        if (!onTheWire.isEmpty()) {
          onTheWire.remove(random.nextInt(onTheWire.size())).run();
        }
      } else {
        fixture.timers.advance(Duration.ofSeconds(random.nextInt(40)));
      }
    }

    private Contribution fresh(String worker, long[] place) {
      ContributionKey key = new ContributionKey(worker, place[0], place[1]);
      int value = values.computeIfAbsent(key, k -> nextValue++);
      Contribution contribution = Fixture.contribution(worker, place[0], place[1], value);
      sent.add(contribution);
      return contribution;
    }

    private void transmit(Contribution contribution) {
      transmit(
          () -> {
            CompletableFuture<Answer> future = fixture.session.contribute(contribution);
            open.add(future);
            future.whenComplete((answer, failure) -> note(contribution.key(), answer));
          });
    }

    /** Most messages come at once; some are held back, and may be overtaken. */
    private void transmit(Runnable message) {
      if (random.nextInt(4) == 0) {
        onTheWire.add(message);
      } else {
        message.run();
      }
    }

    private void note(ContributionKey key, Answer answer) {
      if (answer == null) {
        refused++;
        return;
      }
      Answer before = acknowledged.putIfAbsent(key, answer);
      if (before != null) {
        assertThat(answer.shard()).isSameAs(before.shard());
        assertThat(answer.countedEpoch()).isEqualTo(before.countedEpoch());
      }
    }

    private void assertCountedOnce() {
      List<Integer> counted = fixture.counted();
      Set<Integer> expected = new HashSet<>();
      acknowledged.keySet().forEach(key -> expected.add(values.get(key)));
      assertThat(counted).doesNotHaveDuplicates();
      assertThat(counted).containsExactlyInAnyOrderElementsOf(expected);
      Map<Integer, Integer> epochs = new HashMap<>();
      fixture.maths.counted.forEach(c -> epochs.put((int) c.first(), c.epoch()));
      boolean forgetting = fixture.session.settings().spec().forgetting();
      acknowledged.forEach(
          (key, answer) -> {
            int ran = epochs.get(values.get(key));
            assertThat(answer.countedEpoch()).isBetween((long) ran, ran + (forgetting ? 1L : 0L));
            assertThat(answer.countedEpoch()).isGreaterThanOrEqualTo(key.epoch());
          });
    }

    /** The changes alone make the same state again, those that failed included. */
    private void assertReplayed() {
      FakeMaths maths = new FakeMaths(fixture.session.settings().spec());
      maths.moody = true;
      Ledger again = new Ledger(fixture.session.settings(), maths, () -> 0, ChangeLog.NONE);
      for (Change change : fixture.journal) {
        try {
          again.replay(change);
        } catch (IllegalStateException sameAsBefore) {
          assertThat(sameAsBefore).hasMessage("a mood");
        }
      }
      assertThat(maths.counted).isEqualTo(fixture.maths.counted);
      assertThat(again.state()).usingRecursiveComparison().isEqualTo(fixture.session.state());
    }
  }
}
