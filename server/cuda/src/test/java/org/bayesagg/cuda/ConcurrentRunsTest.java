package org.bayesagg.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bayesagg.cuda.fake.FakeCuda;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.Engine;
import org.bayesagg.math.RestoreTest;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.scenario.Scenarios;
import org.bayesagg.math.spec.AggregationSpec;
import org.junit.jupiter.api.Test;

/** Runs of different specifications share the lanes of one device. */
class ConcurrentRunsTest {
  private static final int RUNS = 5;

  @Test
  void step_manyRunsAtOnce_eachAnswersAsAlone() throws Exception {
    List<AggregationSpec> specs = RestoreTest.specs();
    ExecutorService threads = Executors.newFixedThreadPool(RUNS);
    try (Engine engine = FakeCuda.engine()) {
      List<List<float[]>> alone = new ArrayList<>();
      for (int r = 0; r < RUNS; r++) {
        alone.add(play(engine, specs.get(8 + r), r));
      }
      List<Future<List<float[]>>> together = new ArrayList<>();
      for (int r = 0; r < RUNS; r++) {
        int run = r;
        together.add(threads.submit(() -> play(engine, specs.get(8 + run), run)));
      }
      for (int r = 0; r < RUNS; r++) {
        assertThat(together.get(r).get()).usingRecursiveComparison().isEqualTo(alone.get(r));
      }
      assertThat(engine.openBytes()).isZero();
    } finally {
      threads.shutdown();
    }
  }

  private static List<float[]> play(Engine engine, AggregationSpec spec, int seed) {
    Scenario scenario = Scenarios.of(spec, 5 + seed, seed, 1, 4);
    List<float[]> directions = new ArrayList<>();
    try (Aggregator run = Aggregator.create(spec, engine)) {
      for (List<List<Batch>> epoch : scenario.epochs()) {
        epoch.forEach(
            step ->
                directions.add(run.step(step, StepOutputs.DIRECTION).shards().get(0).direction()));
        run.closeEpoch();
      }
    }
    return directions;
  }
}
