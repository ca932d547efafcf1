package org.bayesagg.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bayesagg.cuda.driver.CudaLibraries;
import org.bayesagg.cuda.driver.DriverProbe;
import org.bayesagg.cuda.fake.FakeCuda;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.Relative;
import org.bayesagg.math.RestoreTest;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps that are cut into the smallest pieces, a block or an example at a time. */
class PiecesTest {
  private static final double BOUND = 1e-4;

  static List<AggregationSpec> specs() {
    return RestoreTest.specs();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void step_aBlockAtATime_answersAsTheCpu(AggregationSpec spec) {
    Scenario scenario = Scenarios.of(spec, 6, 5, 1, 2);
    FakeCuda.engine().close();
    DriverProbe probe = DriverProbe.of(new CudaLibraries(List.of(FakeCuda.folder())), 0);
    try (Engine cpu = CpuEngine.create(1);
        Engine cuda =
            CudaEngine.open(
                probe.info(), FakeCuda.folder().resolve("kernels"), all -> all, 1L << 32, 1, 1);
        Aggregator expected = Aggregator.create(spec, cpu);
        Aggregator actual = Aggregator.create(spec, cuda)) {
      for (List<List<Batch>> epoch : scenario.epochs()) {
        for (List<Batch> step : epoch) {
          StepResult right = expected.step(step, StepOutputs.DIRECTION);
          StepResult own = actual.step(step, StepOutputs.DIRECTION);
          for (int s = 0; s < step.size(); s++) {
            float[] direction = own.shards().get(s).direction();
            double[] known = Relative.widened(right.shards().get(s).direction());
            assertThat(Relative.error(direction, known)).isLessThanOrEqualTo(BOUND);
          }
        }
        expected.closeEpoch();
        actual.closeEpoch();
      }
    }
  }
}
