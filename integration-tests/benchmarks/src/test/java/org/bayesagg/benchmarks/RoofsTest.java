package org.bayesagg.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bayesagg.benchmarks.Roofs.Bandwidth;
import org.junit.jupiter.api.Test;

class RoofsTest {
  private final Roofs roofs =
      new Roofs(100e9, 50e9, List.of(new Bandwidth(1e8, 10e9), new Bandwidth(1e5, 80e9)));

  @Test
  void floor_ofArithmetic_addsBothPrecisions() {
    Work work = new Work(100e6, 100e6, 1);

    assertThat(roofs.floorNanos(work)).isEqualTo(3e6);
    assertThat(roofs.arithmeticBound(work)).isTrue();
  }

  @Test
  void floor_ofTraffic_takesTheLargestCopyThatMovesNoMore() {
    assertThat(roofs.floorNanos(Work.bytes(8e4))).isEqualTo(1e3);
    assertThat(roofs.floorNanos(Work.bytes(8e7))).isEqualTo(1e6);
    assertThat(roofs.floorNanos(Work.bytes(2e8))).isEqualTo(2e7);
    assertThat(roofs.arithmeticBound(Work.bytes(1))).isFalse();
  }
}
