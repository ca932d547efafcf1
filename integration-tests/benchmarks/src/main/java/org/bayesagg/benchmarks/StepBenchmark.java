package org.bayesagg.benchmarks;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.linalg.CpuEngine;
import org.bayesagg.math.linalg.Engine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A whole step past warm-up, in process: the answer and the evidence that is summed after it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StepBenchmark {
  private static final long SEED = 20240704;
  private static final int BATCHES = 4;

  /** A {@link StepShape}. */
  @Param("gaussian:120x64x11")
  public String name;

  /** Of the engine. */
  @Param("2")
  public int threads;

  private Engine engine;
  private Aggregator aggregator;
  private List<List<Batch>> steps;
  private int next;

  /** Brings a run to its second epoch, whose first step makes what the epoch keeps. */
  @Setup
  public void prepare() {
    StepShape shape = StepShape.parse(name);
    engine = CpuEngine.create(threads);
    aggregator = Aggregator.create(shape.spec(), engine);
    steps = StepBatches.some(BATCHES, shape, new SplittableRandom(SEED));
    for (int i = shape.firstSteps(); i > 0; i--) {
      step();
    }
    aggregator.closeEpoch();
    if (!step().bayesian()) {
      throw new IllegalStateException("still in warm-up");
    }
  }

  /** One step. */
  @Benchmark
  public StepResult step() {
    StepResult result = aggregator.begin(steps.get(next), StepOutputs.DIRECTION);
    aggregator.settle();
    next = (next + 1) % BATCHES;
    return result;
  }

  /** Frees the run. */
  @TearDown
  public void close() {
    aggregator.close();
    engine.close();
  }
}
