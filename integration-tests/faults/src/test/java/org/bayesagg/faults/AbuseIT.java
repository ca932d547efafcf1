package org.bayesagg.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** The short form of {@code run.sh abuse}: who is refused and how, not how fast anything is. */
class AbuseIT {
  @Test
  void abuse_isRefusedWithItsReason_andTheWorkerBesideIsAnsweredRightly() {
    StringWriter out = new StringWriter();
    int status =
        Faults.commandLine()
            .setOut(new PrintWriter(out))
            .execute(
                "abuse",
                "--kinds=steps-at-a-time,bytes-at-a-time,header-bombs",
                "--shape=32x16x2",
                "--rate=50",
                "--warm-up-seconds=1",
                "--settle-seconds=0.5",
                "--seconds=1",
                "--bound=Infinity");
    assertThat(status).as("%s", out).isZero();
    assertThat(out.toString()).contains("refused as TOO_MANY_STEPS", "refused as TOO_MANY_BYTES");
  }
}
