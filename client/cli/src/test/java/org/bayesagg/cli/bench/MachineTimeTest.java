package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTimeTest {
  @Test
  void seconds_lineOfLinux_leavesOutIdleWaitingStolenAndGuests() {
    assertThat(MachineTime.seconds("cpu  100 20 30 4000 500 6 7 80 90 0")).isEqualTo(1.63);
  }
}
