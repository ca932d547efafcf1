package org.bayesagg.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.bayesagg.service.access.Identity;
import org.junit.jupiter.api.Test;

class StepGateTest {
  private static final Identity ONE = Identity.unrestricted("one");
  private static final Identity OTHER = Identity.unrestricted("other");

  @Test
  void steps_areCountedUntilTheyLeave() {
    StepGate gate = new StepGate(2, 100, 0);
    StepGate.Pass first = gate.enter(ONE);
    gate.enter(OTHER);
    refused(() -> gate.enter(ONE), LimitException.Reason.TOO_MANY_STEPS);
    first.leave();
    first.leave();
    assertThat(gate.steps()).isEqualTo(1);
    gate.enter(ONE);
    assertThat(gate.steps()).isEqualTo(2);
  }

  @Test
  void bytes_areSetAsideUntilTheyLeave() {
    StepGate gate = new StepGate(10, 100, 0);
    StepGate.Pass first = gate.enter(ONE);
    first.take(60);
    StepGate.Pass second = gate.enter(ONE);
    refused(() -> second.take(41), LimitException.Reason.TOO_MANY_BYTES);
    assertThat(gate.bytes()).isEqualTo(60);
    second.take(28);
    first.leave();
    second.leave();
    assertThat(gate.bytes()).isZero();
    assertThat(gate.steps()).isZero();
  }

  @Test
  void oneWhoTakesAllTheyCan_leavesSomeToTheOthers() {
    StepGate gate = new StepGate(90, 900, 0);
    for (int i = 0; i < 80; i++) {
      gate.enter(ONE).take(10);
    }
    refused(() -> gate.enter(ONE), LimitException.Reason.TOO_MANY_STEPS);
    StepGate.Pass other = gate.enter(OTHER);
    other.take(50);
    refused(() -> gate.enter(ONE), LimitException.Reason.TOO_MANY_STEPS);
    StepGate.Pass third = gate.enter(Identity.unrestricted("third"));
    third.take(40);
    refused(() -> third.take(20), LimitException.Reason.TOO_MANY_BYTES);
  }

  @Test
  void bytesOfOneContribution_leaveSomeToTheOthers() {
    StepGate.Pass pass = new StepGate(10, 900, 0).enter(ONE);
    refused(() -> pass.take(815), LimitException.Reason.TOO_MANY_BYTES);
    pass.take(800);
  }

  @Test
  void waiting_isOnlyAdvisedWhereItHelps() {
    StepGate.Pass pass = new StepGate(10, 100, 0).enter(ONE);
    assertThatThrownBy(() -> pass.take(101))
        .isInstanceOfSatisfying(LimitException.class, e -> assertThat(e.retryAfter()).isNull());
  }

  @Test
  void rate_isOfEachIdentity() {
    StepGate gate = new StepGate(1000, 100, 1);
    gate.enter(ONE);
    refused(() -> gate.enter(ONE), LimitException.Reason.RATE_LIMITED);
    gate.enter(OTHER);
    Identity more = new Identity("more", List.of(), OptionalInt.of(1_000_000));
    for (int i = 0; i < 10; i++) {
      gate.enter(more);
    }
    assertThat(gate.steps()).isEqualTo(12);
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, LimitException.Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LimitException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
