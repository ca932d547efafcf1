package org.bayesagg.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** The short form of {@code run.sh fuzz}. */
class FuzzIT {
  @Test
  void hostileMessages_getTypedErrors_andNobodyElseNotices() {
    StringWriter out = new StringWriter();
    int status =
        Faults.commandLine()
            .setOut(new PrintWriter(out))
            .execute("fuzz", "--messages", "1500", "--seed", "3", "--alone-seconds", "0.5");
    assertThat(status).as("%s", out).isZero();
    assertThat(out.toString()).contains("guarded session  ok").contains("worker beside    ok");
  }
}
