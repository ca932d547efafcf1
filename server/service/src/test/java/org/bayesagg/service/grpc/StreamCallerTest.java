package org.bayesagg.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.session.Caller;
import org.bayesagg.v1.StreamedContribution;
import org.junit.jupiter.api.Test;

class StreamCallerTest {
  @Test
  void of_noTimeout_waitsForEver() {
    assertThat(StreamCaller.of(StreamedContribution.getDefaultInstance())).isSameAs(Caller.PATIENT);
  }

  @Test
  void of_timeout_isThePatienceFromNowOn() {
    Caller caller = of(60, 500_000_000);
    assertThat(caller.patienceNanos())
        .isPositive()
        .isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60_500));
    assertThat(caller.gone()).isFalse();
  }

  @Test
  void of_timeoutThatIsOver_isGone() {
    for (Caller caller : new Caller[] {of(0, 0), of(-1, 0), of(0, -5), of(Long.MIN_VALUE, 0)}) {
      assertThat(caller.gone()).isTrue();
      assertThat(caller.patienceNanos()).isZero();
    }
  }

  @Test
  void of_absurdTimeout_waitsForEver() {
    assertThat(of(Long.MAX_VALUE, 0)).isSameAs(Caller.PATIENT);
  }

  private static Caller of(long seconds, int nanos) {
    return StreamCaller.of(
        StreamedContribution.newBuilder()
            .setTimeout(Duration.newBuilder().setSeconds(seconds).setNanos(nanos))
            .build());
  }
}
