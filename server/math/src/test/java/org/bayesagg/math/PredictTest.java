package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.reference.ReferenceAggregator;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;

/** Predictions, views of the posterior and counts equal the reference's. */
public class PredictTest {

  @Property(seed = "41", tries = 30)
  void predict_unsampled_equalsReference(
      @ForAll(supplier = Scenarios.Unsampled.class) Scenario scenario) {
    compare(scenario, 1e-5);
  }

  @Property(seed = "42", tries = 10)
  void predict_manyClasses_equalsReferenceWithinSampling(
      @ForAll(supplier = Scenarios.ManyClasses.class) Scenario scenario) {
    compare(scenario, 1e-2);
  }

  private static void compare(Scenario scenario, double bound) {
    ReferenceAggregator reference = new ReferenceAggregator(scenario.spec());
    try (Engine engine = TestEngines.create(1);
        Aggregator product = Aggregator.create(scenario.spec(), engine)) {
      for (int e = 0; e < scenario.epochs().size(); e++) {
        if (e > 0) {
          reference.closeEpoch();
          product.closeEpoch();
        }
        for (List<Batch> step : scenario.epochs().get(e)) {
          reference.step(step);
          product.step(step, StepOutputs.DIRECTION);
        }
      }
      assertThat(product.hasPrior()).isTrue();
      Batch batch = scenario.epochs().get(0).get(0).get(0);
      double[][] features = rows(batch, scenario.spec().featureDim());
      for (int t = 0; t < scenario.spec().tasks().size(); t++) {
        Prediction prediction = product.predict(t, batch.features(), batch.examples());
        close("mean", prediction.mean(), reference.predictMean(t, features), bound);
        close("variance", prediction.variance(), reference.predictVariance(t, features), 1e-5);
        PosteriorView view = product.posterior(t, false, true);
        assertThat(view.precision()).isNull();
        assertThat(Relative.error(view.covariance(), reference.priorCovariance(t)))
            .as("covariance")
            .isLessThanOrEqualTo(1e-9);
        int entries = view.matrixShape().stream().reduce(1, (a, b) -> a * b);
        assertThat(view.covariance()).hasSize(entries);
        assertThat(product.evidenceCount(t)).isEqualTo(reference.evidenceCount(t));
      }
    }
  }

  private static void close(String what, float[] actual, double[] expected, double bound) {
    assertThat(Relative.error(actual, expected)).as(what).isLessThanOrEqualTo(bound);
  }

  private static double[][] rows(Batch batch, int d) {
    double[][] rows = new double[batch.examples()][d];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < d; k++) {
        rows[i][k] = batch.features()[i * d + k];
      }
    }
    return rows;
  }
}
