package org.bayesagg.math.reference;

import java.util.stream.Stream;
import org.bayesagg.math.Maths;
import org.bayesagg.math.golden.Comparison;
import org.bayesagg.math.golden.Comparison.Quantity;
import org.bayesagg.math.golden.GoldenBounds;
import org.bayesagg.math.golden.GoldenCase;
import org.bayesagg.math.golden.GoldenPlay;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The reference agrees with one that was written elsewhere, in another language. */
class ReferenceGoldenTest {
  private static final double EXACT = 1e-6;

  @TestFactory
  Stream<DynamicTest> reference_agreesWithCase() {
    return GoldenCase.all()
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.name(),
                    () -> {
                      AggregationSpec spec = golden.spec();
                      GoldenBounds.check(
                          GoldenPlay.play(golden, Maths.reference(spec)), c -> bound(c, spec));
                    }));
  }

  private static double bound(Comparison c, AggregationSpec spec) {
    int classes =
        spec.tasks().stream()
            .filter(task -> task.likelihood() == LikelihoodKind.CATEGORICAL)
            .mapToInt(task -> task.outputs())
            .max()
            .orElse(0);
    boolean sampled =
        switch (c.quantity()) {
          case DIRECTION -> classes > 0;
          case LOSS -> false;
          default -> c.likelihood() == LikelihoodKind.CATEGORICAL;
        };
    if (!sampled) {
      return EXACT;
    }
    // The stated sampling error is a deviation, so twice that; traces state none but have it too.
    double theirs = Math.max(2 * c.samplingError(), c.quantity() == Quantity.DIRECTION ? 1e-4 : 0);
    boolean quasiRandom = classes > 4;
    double ours = c.quantity() == Quantity.GRADIENT_VARIANCE ? 1.5e-3 : 3e-4;
    return EXACT + theirs + (quasiRandom ? ours : 0);
  }
}
