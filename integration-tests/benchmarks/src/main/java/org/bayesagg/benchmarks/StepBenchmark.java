package org.bayesagg.benchmarks;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.PhaseNanos;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;
import org.openjdk.jmh.annotations.AuxCounters;
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
      step(new Phases());
    }
    aggregator.closeEpoch();
    if (!step(new Phases()).bayesian()) {
      throw new IllegalStateException("still in warm-up");
    }
  }

  /** One step. */
  @Benchmark
  public StepResult step(Phases phases) {
    long start = System.nanoTime();
    StepResult result = aggregator.begin(steps.get(next), StepOutputs.DIRECTION);
    long answered = System.nanoTime();
    aggregator.settle();
    phases.add(result.nanos(), answered - start, System.nanoTime() - answered);
    next = (next + 1) % BATCHES;
    return result;
  }

  /** Frees the run. */
  @TearDown
  public void close() {
    aggregator.close();
    engine.close();
  }

  /** Nanoseconds by phase, summed over the steps of an iteration. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Phases {
    /** Steps counted. */
    public long steps;

    /** Checks, inputs and logits, and the answer itself: what no other phase holds. */
    public long assembly;

    /** Losses and curvatures, and what the mean needs. */
    public long evidence;

    /** Factors of precisions, or all of the low-rank form. */
    public long covariance;

    /** Gradient moments, and before them what is made of a factor: its inverse, the products. */
    public long moments;

    /** Weights and their sum. */
    public long aggregation;

    /** Evidence summed after the answer. */
    public long settling;

    private void add(PhaseNanos answer, long total, long after) {
      steps++;
      long known =
          answer.evidence() + answer.factorisation() + answer.moments() + answer.aggregation();
      assembly += total - known;
      evidence += answer.evidence();
      covariance += answer.factorisation();
      moments += answer.moments();
      aggregation += answer.aggregation();
      settling += after;
    }
  }
}
