package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.CompletableFuture;
import org.bayesagg.client.StepAnswer;
import org.junit.jupiter.api.Test;

class GoodputTest {
  private static final long MILLI = 1_000_000;
  private static final StepAnswer ANSWER = null;

  private final FakeClock clock = new FakeClock();
  private final Goodput goodput = new Goodput(clock, 10 * MILLI, 1010 * MILLI, 2);

  @Test
  void outcome_countsWhatIsDueAndWhatEndsWithinTheWindow() {
    CompletableFuture<StepAnswer> early = new CompletableFuture<>();
    CompletableFuture<StepAnswer> within = new CompletableFuture<>();
    CompletableFuture<StepAnswer> late = new CompletableFuture<>();
    goodput.sent(0, 0, early);
    goodput.sent(0, 20 * MILLI, within);
    goodput.sent(1, 30 * MILLI, late);
    clock.pass(5 * MILLI);
    goodput.sent(1, 5 * MILLI, CompletableFuture.completedFuture(ANSWER));
    clock.pass(45 * MILLI);
    early.complete(ANSWER);
    within.complete(ANSWER);
    clock.pass(960 * MILLI);
    late.complete(ANSWER);

    Goodput.Outcome outcome = goodput.outcome();
    assertThat(outcome.offered()).isEqualTo(2);
    assertThat(outcome.answered()).containsExactly(2, 0);
    assertThat(outcome.perSecond()).isEqualTo(2);
    assertThat(outcome.fairness()).isZero();
    assertThat(outcome.latencies().getMaxValue() / 1e6).isCloseTo(50, within(0.1));
  }

  @Test
  void outcome_failureThatIsNoOverload_isNotCountedAway() {
    clock.pass(20 * MILLI);
    goodput.sent(0, 20 * MILLI, CompletableFuture.failedFuture(new IllegalStateException("x")));
    assertThatThrownBy(goodput::outcome).hasRootCauseMessage("x");
  }
}
