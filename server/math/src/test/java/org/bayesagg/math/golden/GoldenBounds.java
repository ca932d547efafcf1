package org.bayesagg.math.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Asserts that a played case stays within bounds, and says by how much each array misses. */
public final class GoldenBounds {
  private GoldenBounds() {}

  /** Every comparison's error must be at most its bound; there must be at least one. */
  public static void check(List<Comparison> comparisons, ToDoubleFunction<Comparison> bound) {
    assertThat(comparisons).isNotEmpty();
    assertThat(comparisons)
        .allSatisfy(
            c -> assertThat(c.error()).as("%s", c).isLessThanOrEqualTo(bound.applyAsDouble(c)));
  }
}
