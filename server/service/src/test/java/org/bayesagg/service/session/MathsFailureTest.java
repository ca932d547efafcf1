package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.bayesagg.math.linalg.NotPositiveDefiniteException;
import org.bayesagg.math.posterior.EpochFullException;
import org.bayesagg.service.session.SessionException.Reason;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored")
class MathsFailureTest {
  private final Fixture fixture = Fixture.independent();

  @Test
  void contribute_notPositiveDefinite_namesTaskAndJitterAndCountsNothing() {
    fixture.send("a", 0, 0).join();
    SessionState before = fixture.session.state();
    fixture.maths.nextFailure = new NotPositiveDefiniteException("age", 1e-4);

    SessionException refusal = Fixture.refusal(fixture.send("a", 0, 1));

    assertThat(refusal.reason()).isEqualTo(Reason.PRECISION_NOT_POSITIVE_DEFINITE);
    assertThat(refusal.metadata()).containsEntry("task", "age").containsEntry("jitter", "1.0E-4");
    assertThat(fixture.session.state()).isEqualTo(before);
    assertThat(fixture.send("a", 0, 1).join().duplicate()).isFalse();
  }

  @Test
  void contribute_epochFull_namesLimit() {
    fixture.maths.nextFailure = new EpochFullException(100, 104);

    SessionException refusal = Fixture.refusal(fixture.send("a", 0, 0));

    assertThat(refusal.reason()).isEqualTo(Reason.EPOCH_FULL);
    assertThat(refusal.metadata()).containsEntry("limit", "100").containsEntry("got", "104");
    assertThat(fixture.session.state().workers()).isEmpty();
  }

  @Test
  void contribute_unexpectedFailure_passesAsItIsAndSessionGoesOn() {
    fixture.maths.whileStepping =
        () -> {
          throw new StackOverflowError("deep");
        };
    CompletableFuture<Answer> failed = fixture.send("a", 0, 0);
    assertThat(Fixture.failure(failed)).isInstanceOf(StackOverflowError.class);

    fixture.maths.whileStepping = () -> {};
    assertThat(fixture.send("a", 0, 0).join().duplicate()).isFalse();
  }

  @Test
  void posterior_inWarmup_isRefused() {
    assertThat(Fixture.refusal(fixture.session.posterior(0, false, false)).reason())
        .isEqualTo(Reason.NO_PRIOR);
    assertThat(Fixture.refusal(fixture.session.predict(0, new float[2], 1)).reason())
        .isEqualTo(Reason.NO_PRIOR);
  }

  @Test
  void posterior_withPrior_comesInTurnWithTheSteps() {
    fixture.send("a", 0, 0).join();
    fixture.finish("a", 0);
    double before = fixture.session.posterior(0, false, false).join().mean()[0];
    fixture.executor.hold();
    fixture.send("a", 1, 0);
    var after = fixture.session.posterior(0, false, false);
    fixture.executor.release();

    assertThat(after.join().mean()[0]).isNotEqualTo(before);
    assertThat(fixture.session.predict(0, new float[] {3, 4}, 1).join().mean())
        .containsExactly(3, 4);
  }
}
