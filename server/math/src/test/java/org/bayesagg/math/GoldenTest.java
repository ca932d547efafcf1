package org.bayesagg.math;

import java.util.stream.Stream;
import org.bayesagg.math.golden.Comparison;
import org.bayesagg.math.golden.GoldenBounds;
import org.bayesagg.math.golden.GoldenCase;
import org.bayesagg.math.golden.GoldenPlay;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The product agrees with every golden case. */
public class GoldenTest {

  @TestFactory
  Stream<DynamicTest> aggregator_agreesWithCase() {
    return GoldenCase.all()
        .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> play(golden)));
  }

  private static void play(GoldenCase golden) {
    AggregationSpec spec = golden.spec();
    try (Maths product = Maths.product(spec)) {
      GoldenBounds.check(GoldenPlay.play(golden, product), c -> bound(c, spec));
    }
  }

  /** What is reached, with a margin; the promise is 1e-4, 2e-4 for directions, 1% and 2%. */
  private static double bound(Comparison c, AggregationSpec spec) {
    return switch (c.quantity()) {
      case PRIOR_MEAN, PRIOR_PRECISION, POSTERIOR_MEAN, LOSS -> 1e-6;
      case GRADIENT_MEAN -> sampled(c) ? c.samplingError() + 2e-3 : 2e-6;
      case GRADIENT_VARIANCE -> sampled(c) ? c.samplingError() + 1e-2 : 2e-6;
      case DIRECTION -> sampled(spec) ? c.samplingError() + 1e-2 : 1e-5;
    };
  }

  private static boolean sampled(Comparison c) {
    return c.likelihood() == LikelihoodKind.CATEGORICAL;
  }

  private static boolean sampled(AggregationSpec spec) {
    return spec.tasks().stream().anyMatch(t -> t.likelihood() == LikelihoodKind.CATEGORICAL);
  }
}
