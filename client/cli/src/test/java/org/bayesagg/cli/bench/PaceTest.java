package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long MILLI = 1_000_000;

  private final FakeClock clock = new FakeClock();

  @Test
  void openLoop_fastServer_stepsAreEvenlySpacedOverTheWorkers() {
    OpenLoop first = new OpenLoop(clock, 0, 100, 0, 2, 5);
    OpenLoop second = new OpenLoop(clock, 0, 100, 1, 2, 5);
    assertThat(times(first)).containsExactly(0L, 20 * MILLI, 40 * MILLI);
    assertThat(times(second)).containsExactly(10 * MILLI, 30 * MILLI);
  }

  @Test
  void openLoop_slowServer_countsFromWhenStepsWereDueAndLeavesNoneOut() {
    OpenLoop pace = new OpenLoop(clock, 0, 100, 0, 1, 4);
    List<Long> latencies = new ArrayList<>();
    for (long from = pace.next(); from != Pace.OVER; from = pace.next()) {
      // One step stalls for 25 ms, all others take 1 ms.
      clock.pass(latencies.isEmpty() ? 25 * MILLI : MILLI);
      latencies.add(clock.nanos() - from);
    }
    assertThat(latencies).containsExactly(25 * MILLI, 16 * MILLI, 7 * MILLI, MILLI);
  }

  @Test
  void openLoop_manySteps_doNotDrift() {
    long rate = 3;
    OpenLoop pace = new OpenLoop(clock, 0, rate, 0, 1, 3_000_001);
    List<Long> times = times(pace);
    assertThat(times.get(3_000_000)).isEqualTo(1_000_000_000_000_000L);
  }

  @Test
  void closedLoop_timed_goesOnUpToTheLeastSteps() {
    ClosedLoop pace = new ClosedLoop(clock, Budget.until(10 * MILLI, 3));
    List<Long> times = new ArrayList<>();
    for (long from = pace.next(); from != Pace.OVER; from = pace.next()) {
      times.add(from);
      clock.pass(8 * MILLI);
    }
    assertThat(times).containsExactly(0L, 8 * MILLI, 16 * MILLI);
  }

  @Test
  void closedLoop_counted_sharesTheStepsAmongTheWorkers() {
    List<Pace> paces = new Segment(Duration.ZERO, 3).paces(2, 0, clock);
    assertThat(paces.get(0).next()).isNotEqualTo(Pace.OVER);
    assertThat(paces.get(1).next()).isNotEqualTo(Pace.OVER);
    assertThat(paces.get(1).next()).isNotEqualTo(Pace.OVER);
    assertThat(paces.get(0).next()).isEqualTo(Pace.OVER);
    assertThat(paces.get(1).next()).isEqualTo(Pace.OVER);
  }

  @Test
  void segment_atARate_hasTheStepsOfItsDuration() {
    List<Pace> paces = new Segment(Duration.ofMillis(500), 2).paces(1, 20, clock);
    assertThat(times(paces.get(0))).hasSize(10);
  }

  private static List<Long> times(Pace pace) {
    List<Long> times = new ArrayList<>();
    for (long from = pace.next(); from != Pace.OVER; from = pace.next()) {
      times.add(from);
    }
    return times;
  }
}
