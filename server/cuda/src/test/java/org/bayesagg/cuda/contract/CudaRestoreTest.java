package org.bayesagg.cuda.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bayesagg.cuda.fake.FakeCuda;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.Relative;
import org.bayesagg.math.RestoreCheck;
import org.bayesagg.math.RestoreTest;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.state.StateBytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run's state survives its engine, and goes from one engine to the other. */
class CudaRestoreTest {
  private static final double BOUND = 1e-4;

  static List<AggregationSpec> specs() {
    return RestoreTest.specs();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 9, 12})
  void restore_atEveryPoint_answersAsIfNeverInterrupted(int index) {
    try (Engine engine = FakeCuda.engine()) {
      RestoreCheck.everywhere(Scenarios.of(specs().get(index), 4, 3, 1, 3), engine);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void restore_onTheOtherEngine_goesOnAlike(AggregationSpec spec) {
    Scenario scenario = Scenarios.of(spec, 6, 3, 2, 2, 3);
    try (Engine cpu = CpuEngine.create(1);
        Engine cuda = FakeCuda.engine()) {
      goesOn(scenario, cpu, cuda);
      goesOn(scenario, cuda, cpu);
    }
  }

  private static void goesOn(Scenario scenario, Engine from, Engine to) {
    List<List<Batch>> first = scenario.epochs().get(0);
    List<List<Batch>> second = scenario.epochs().get(1);
    try (Aggregator run = Aggregator.create(scenario.spec(), from)) {
      first.forEach(step -> run.step(step, StepOutputs.DIRECTION));
      run.closeEpoch();
      run.step(second.get(0), StepOutputs.DIRECTION);
      byte[] state = RestoreCheck.saved(run);
      try (Aggregator other = Aggregator.restore(scenario.spec(), to, StateBytes.input(state))) {
        for (List<Batch> step : second.subList(1, second.size())) {
          float[] expected = run.step(step, StepOutputs.DIRECTION).shards().get(0).direction();
          float[] actual = other.step(step, StepOutputs.DIRECTION).shards().get(0).direction();
          assertThat(Relative.error(actual, Relative.widened(expected))).isLessThanOrEqualTo(BOUND);
        }
      }
    }
  }
}
