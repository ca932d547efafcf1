package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told beforehand beside what a run then holds. */
class MemoryPlanTest {
  private static final int THREADS = 2;
  private static final int STEPS = 3;
  private static final int STEADY = 4;
  private static final int MOST_COLLECTIONS = 40;
  private static final int NOISE_BYTES = 32 << 10;

  /** As many different examples as make every precision of full rank. */
  private static final int BATCHES = 12;

  /** Until factors in float32 have been tried again. */
  private static final int FURTHER = 20;

  private static final int MOST_ATTEMPTS = 6;

  private static final double TOLERANCE = 10;

  /** Megabytes, beside which what else the heap does is nothing. */
  @ParameterizedTest
  @CsvSource({
    "PAPER,  GAUSSIAN,    128,  512, 11",
    "PAPER,  GAUSSIAN,    700,  512,  8",
    "PAPER,  GAUSSIAN,    1100, 1024, 4",
    "PAPER,  BERNOULLI,   128,  160, 20",
    "PAPER,  BERNOULLI,   128,  512,  9",
    "PAPER,  BERNOULLI,   300,  256,  4",
    "PAPER,  CATEGORICAL, 128,  256,  5",
    "PAPER,  CATEGORICAL, 128,  256,  2",
    "ROBUST, GAUSSIAN,    128,  512, 11",
    "ROBUST, GAUSSIAN,    1024, 512,  4",
    "ROBUST, BERNOULLI,   128,  160, 20",
    "ROBUST, BERNOULLI,   2048, 256,  4",
    "ROBUST, CATEGORICAL, 128,  192,  4"
  })
  void footprint_isWhatARunThenHolds(
      Preset preset, LikelihoodKind kind, int n, int d, int outputs) {
    check(preset, kind, n, d, outputs, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN,    128, 512, 11, 4",
    "GAUSSIAN,    128, 512, 11, 10",
    "BERNOULLI,   128, 160, 20, 4",
    "CATEGORICAL, 128, 192,  4, 2"
  })
  void footprint_refreshInterval_isWhatARunThenHolds(
      LikelihoodKind kind, int n, int d, int outputs, int interval) {
    check(Preset.ROBUST, kind, n, d, outputs, interval);
  }

  private static void check(
      Preset preset, LikelihoodKind kind, int n, int d, int outputs, int interval) {
    AggregationSpec spec =
        AggregationSpec.builder(d)
            .preset(preset)
            .refreshInterval(interval)
            .task(TaskSpec.builder("task", kind).outputs(outputs))
            .build();
    int cores = Runtime.getRuntime().availableProcessors();
    assumeTrue(cores >= THREADS, "on one core one thread may do all the work");
    Footprint told = told(spec, n);
    assertThat(told.storeBytes()).isZero();
    List<Batch> batches = batches(kind, n, d, outputs);
    // What is told is what all threads hold once each has had its share of the work, which the
    // machine's scheduler decides; and the heap is also that of tests before, whose threads may be
    // slow to let go of it. So a run may need another; what is told wrongly is wrong in each.
    long held = 0;
    for (int attempt = 1; attempt <= MOST_ATTEMPTS && !close(told, held); attempt++) {
      // The caller's features count as memory of a step; here they are held before it as well.
      held = held(spec, batches, attempt * FURTHER) + (long) n * d * Float.BYTES;
    }
    assertThat(told.totalBytes()).isCloseTo(held, Percentage.withPercentage(TOLERANCE));
  }

  private static Footprint told(AggregationSpec spec, int examples) {
    try (Engine engine = CpuEngine.create(THREADS)) {
      return engine.footprint(spec, examples);
    }
  }

  private static boolean close(Footprint told, long held) {
    return Math.abs(told.totalBytes() - held) <= held * TOLERANCE / 100;
  }

  /** What a run holds after a first epoch and some further steps. */
  private static long held(AggregationSpec spec, List<Batch> batches, int further) {
    try (Engine engine = CpuEngine.create(THREADS)) {
      long before = held(engine);
      long during;
      try (Aggregator run = Aggregator.create(spec, engine)) {
        for (int i = 0; i < STEPS; i++) {
          run.step(List.of(batches.get(i)), StepOutputs.DIRECTION);
        }
        run.closeEpoch();
        for (int i = 0; i < further; i++) {
          run.step(List.of(batches.get(i % BATCHES)), StepOutputs.DIRECTION);
        }
        during = held(engine);
      }
      assertThat(engine.openBytes()).isZero();
      return during - before;
    }
  }

  @Test
  void footprint_ofManyTasks_growsWithThemAndSharesTheScratch() {
    Footprint one = told(tasks(1), 128);
    Footprint many = told(tasks(100), 128);
    assertThat((double) many.stateBytes() / one.stateBytes()).isCloseTo(100, within(1e-9));
    assertThat((double) many.scratchBytes() / one.scratchBytes()).isLessThan(20);
  }

  private static AggregationSpec tasks(int count) {
    var builder = AggregationSpec.builder(256).preset(Preset.PAPER);
    for (int t = 0; t < count; t++) {
      builder.task(TaskSpec.builder("task-" + t, LikelihoodKind.BERNOULLI).outputs(1));
    }
    return builder.build();
  }

  /** What is held when collecting finds nothing more: what other tests left goes step by step. */
  private static long held(Engine engine) {
    long before = Long.MAX_VALUE;
    long now = collected();
    for (int same = 0, i = 0; same < STEADY && i < MOST_COLLECTIONS; i++) {
      before = Math.min(before, now);
      now = collected();
      same = now < before - NOISE_BYTES ? 0 : same + 1;
    }
    return engine.openBytes() + now;
  }

  private static long collected() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static List<Batch> batches(LikelihoodKind kind, int n, int d, int outputs) {
    SplittableRandom random = new SplittableRandom(5);
    List<Batch> batches = new ArrayList<>();
    for (int s = 0; s < BATCHES; s++) {
      batches.add(
          new Batch(
              n,
              normal(n * d, 1, random),
              List.of(
                  new TaskBatch(
                      labels(kind, n, outputs, random),
                      null,
                      normal(outputs * (d + 1), 0.1, random))),
              null));
    }
    return batches;
  }

  private static Observation labels(
      LikelihoodKind kind, int n, int outputs, SplittableRandom random) {
    if (kind == LikelihoodKind.CATEGORICAL) {
      return new Observation.Classes(random.ints(n, 0, outputs).toArray());
    }
    float[] labels = normal(n * outputs, 1, random);
    for (int i = 0; kind == LikelihoodKind.BERNOULLI && i < labels.length; i++) {
      labels[i] = labels[i] > 0 ? 1 : 0;
    }
    return new Observation.Dense(labels);
  }

  private static float[] normal(int length, double deviation, SplittableRandom random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}
