package org.bayesagg.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.cuda.fake.FakeCuda;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.EngineFullException;
import org.bayesagg.math.FailoverEngine;
import org.bayesagg.math.RestoreCheck;
import org.bayesagg.math.RestoreTest;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory of the device: what is refused changes nothing, and steps take no more and no more. */
class DeviceMemoryTest {
  private static final int MOST_ALLOCATIONS = 400;

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 9, 12})
  void step_anyAllocationFails_changesNothing(int index) {
    AggregationSpec spec = RestoreTest.specs().get(index);
    List<List<Batch>> epoch = Scenarios.of(spec, 5, 3, 1, 2, 2).epochs().get(0);
    int refused = 0;
    for (int n = 1; n < MOST_ALLOCATIONS; n += 5) {
      try (Engine engine = FakeCuda.engine()) {
        FakeCuda.control("fail_alloc_after", n);
        try (Aggregator run = Aggregator.create(spec, engine)) {
          byte[] before = RestoreCheck.saved(run);
          for (List<Batch> step : epoch) {
            try {
              run.step(step, StepOutputs.DIRECTION);
              before = RestoreCheck.saved(run);
            } catch (EngineFullException e) {
              refused++;
              assertThat(RestoreCheck.saved(run)).isEqualTo(before);
              run.step(step, StepOutputs.DIRECTION);
              before = RestoreCheck.saved(run);
            }
          }
        } catch (EngineFullException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(10);
    assertThat(FakeCuda.count("guards")).isZero();
  }

  @Test
  void step_noRoomOnTheDevice_goesOnWithTheCpu() {
    AggregationSpec spec = RestoreTest.specs().get(0);
    List<Batch> step = Scenarios.of(spec, 5, 3, 1, 1).epochs().get(0).get(0);
    List<String> moves = new ArrayList<>();
    try (Engine engine = new FailoverEngine(FakeCuda.engine(), CpuEngine.create(1), moves::add)) {
      try (Aggregator run = Aggregator.create(spec, engine);
          Aggregator other = Aggregator.create(spec, engine)) {
        other.step(step, StepOutputs.DIRECTION);
        FakeCuda.control("fail_alloc_after", 1);
        // Larger than what the lane has taken for the step before.
        run.step(Scenarios.of(spec, 50, 3, 1, 1).epochs().get(0).get(0), StepOutputs.DIRECTION);
        assertThat(run.engine()).isEqualTo("cpu");
        assertThat(other.engine()).isEqualTo("cuda");
        assertThat(moves).hasSize(1).allMatch(why -> why.contains("bytes"));
      }
    }
  }

  @Test
  void step_manyTimes_takesNoMoreMemoryAndOneUploadAndOneDownload() {
    AggregationSpec spec = RestoreTest.specs().get(10);
    List<List<Batch>> epoch = Scenarios.of(spec, 6, 3, 1, 1, 4).epochs().get(1);
    try (Engine engine = FakeCuda.engine()) {
      try (Aggregator run = Aggregator.create(spec, engine)) {
        run.step(epoch.get(0), StepOutputs.DIRECTION);
        run.closeEpoch();
        epoch.forEach(step -> run.step(step, StepOutputs.DIRECTION));
        long allocated = FakeCuda.count("allocated_bytes");
        long pinned = FakeCuda.count("host_allocated_bytes");
        long up = FakeCuda.count("h2d");
        long down = FakeCuda.count("d2h");
        long syncs = FakeCuda.count("syncs");
        int steps = 20;
        for (int s = 0; s < steps; s++) {
          run.step(epoch.get(s % epoch.size()), StepOutputs.DIRECTION);
        }
        assertThat(FakeCuda.count("allocated_bytes")).isEqualTo(allocated);
        assertThat(FakeCuda.count("host_allocated_bytes")).isEqualTo(pinned);
        assertThat(FakeCuda.count("h2d") - up).isEqualTo(steps);
        assertThat(FakeCuda.count("d2h") - down).isEqualTo(steps);
        assertThat(FakeCuda.count("syncs") - syncs).isEqualTo(steps);
      }
      assertThat(engine.openBytes()).isZero();
    }
    assertThat(FakeCuda.count("guards")).isZero();
    assertThat(FakeCuda.count("live_streams")).isZero();
    assertThat(FakeCuda.count("live_events")).isZero();
    assertThat(FakeCuda.count("live_modules")).isZero();
  }
}
