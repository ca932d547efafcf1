package org.bayesagg.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.cuda.fake.FakeCuda;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.EngineLostException;
import org.bayesagg.math.FailoverEngine;
import org.bayesagg.math.Relative;
import org.bayesagg.math.RestoreTest;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that is lost in the middle of anything takes no evidence with it. */
class DeviceLossTest {
  private static final double BOUND = 1e-4;

  /** A call that every one of the runs makes. */
  private static final int CERTAIN = 400;

  /** Streaming and exact epochs, forgetting, and covariances that serve for several steps. */
  private static final int[] SPECS = {0, 4, 9, 12};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 30, 61, 90, 150, 233, 400, 700})
  void step_deviceLostAtAnyCall_goesOnWithTheCpuAsIfItHadAlways(int call) {
    for (int index : SPECS) {
      List<String> moves = new ArrayList<>();
      try (Engine engine = new FailoverEngine(FakeCuda.engine(), CpuEngine.create(1), moves::add)) {
        AggregationSpec spec = RestoreTest.specs().get(index);
        try (Aggregator run = Aggregator.create(spec, engine)) {
          assertThat(run.engine()).isEqualTo("cuda");
          FakeCuda.control("lose_after", call);
          play(Scenarios.of(spec, 5, 3, 1, 2, 3), run);
          if (call <= CERTAIN) {
            assertThat(run.engine()).isEqualTo("cpu");
          }
          if (run.engine().equals("cpu")) {
            assertThat(moves).hasSize(1).allMatch(why -> why.contains("719"));
            assertThat(engine.name()).isEqualTo("cpu");
          }
          assertThat(engine.usable()).isTrue();
        }
      }
    }
  }

  private static void play(Scenario scenario, Aggregator actual) {
    try (Engine cpu = CpuEngine.create(1);
        Aggregator expected = Aggregator.create(scenario.spec(), cpu)) {
      for (List<List<Batch>> epoch : scenario.epochs()) {
        for (List<Batch> step : epoch) {
          StepResult right = expected.step(step, StepOutputs.DIRECTION);
          StepResult own = actual.step(step, StepOutputs.DIRECTION);
          double[] known = Relative.widened(right.shards().get(0).direction());
          assertThat(Relative.error(own.shards().get(0).direction(), known))
              .isLessThanOrEqualTo(BOUND);
        }
        expected.closeEpoch();
        actual.closeEpoch();
      }
      for (int t = 0; t < scenario.spec().tasks().size(); t++) {
        assertThat(actual.evidenceCount(t)).isEqualTo(expected.evidenceCount(t));
      }
    }
  }

  @Test
  void step_deviceLostWithNothingBehindIt_saysSoFromThenOn() {
    AggregationSpec spec = RestoreTest.specs().get(0);
    List<Batch> step = Scenarios.of(spec, 5, 3, 1, 1).epochs().get(0).get(0);
    try (Engine engine = FakeCuda.engine();
        Aggregator run = Aggregator.create(spec, engine)) {
      run.step(step, StepOutputs.DIRECTION);
      FakeCuda.control("lose_after", 5);
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> run.step(step, StepOutputs.DIRECTION))
            .isInstanceOf(EngineLostException.class)
            .hasMessageContaining("719");
      }
      assertThat(engine.usable()).isFalse();
      assertThatThrownBy(() -> Aggregator.create(spec, engine))
          .isInstanceOf(EngineLostException.class);
    }
  }
}
