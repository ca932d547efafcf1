package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StragglersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

  @Test
  void silentWhileOthersGoOn_isOne() {
    assertThat(among(0.1, worker("a", 0), worker("b", 11), worker("c", 9)))
        .extracting(SessionState.Worker::name)
        .containsExactly("b");
  }

  @Test
  void allSilent_isNone() {
    assertThat(among(0.1, worker("a", 300), worker("b", 305))).isEmpty();
    assertThat(among(0.1)).isEmpty();
    assertThat(among(0.1, worker("a", 300))).isEmpty();
  }

  @Test
  void slowSteps_takeTheirTime() {
    // Three steps of each of two workers, ten seconds a step.
    assertThat(among(10, worker("a", 0), worker("b", 59))).isEmpty();
    assertThat(among(10, worker("a", 0), worker("b", 61))).hasSize(1);
  }

  @Test
  void whoHasLeftOrEndedItsEpoch_isNone() {
    SessionState.Worker left =
        new SessionState.Worker("l", 0, 1, NOW.minusSeconds(99), false, true);
    SessionState.Worker ended =
        new SessionState.Worker("e", 0, 1, NOW.minusSeconds(99), true, false);
    assertThat(among(0.1, worker("a", 0), left, ended)).isEmpty();
  }

  private static SessionState.Worker worker(String name, long silentSeconds) {
    return new SessionState.Worker(name, 0, 1, NOW.minusSeconds(silentSeconds), false, false);
  }

  private static List<SessionState.Worker> among(double stepSeconds, SessionState.Worker... all) {
    return Stragglers.among(
        new SessionState(true, 0, 1, List.of(all), List.of(), "cpu"), stepSeconds);
  }
}
