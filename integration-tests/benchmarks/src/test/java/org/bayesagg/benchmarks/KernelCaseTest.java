package org.bayesagg.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelCaseTest {

  @Test
  void text_isReadBack() {
    for (KernelCase each : KernelCase.standard()) {
      assertThat(KernelCase.parse(each.toString())).isEqualTo(each);
    }
  }

  @Test
  void parse_ofSomethingElse_isRefused() {
    assertThatThrownBy(() -> KernelCase.parse("gram:half:1x1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KernelCase.parse("swim:single:1x1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void work_growsWithTheShape() {
    for (KernelCase each : KernelCase.standard()) {
      KernelCase larger =
          new KernelCase(each.kernel(), each.precision(), 2 * each.examples(), 2 * each.weights());
      assertThat(each.work().bytes()).as("%s", each).isPositive();
      assertThat(larger.work().bytes()).as("%s", each).isGreaterThan(each.work().bytes());
      assertThat(larger.work().flops()).as("%s", each).isGreaterThanOrEqualTo(each.work().flops());
    }
  }
}
