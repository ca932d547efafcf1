package org.bayesagg.benchmarks;

import java.util.concurrent.TimeUnit;
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

/** One operation of the engine. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {
  /** A {@link KernelCase}. */
  @Param("gram:single:128x512")
  public String name;

  /** Of the engine. */
  @Param("2")
  public int threads;

  private Engine engine;
  private Kernel kernel;
  private KernelOperands operands;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    KernelCase shape = KernelCase.parse(name);
    engine = CpuEngine.create(threads);
    kernel = shape.kernel();
    operands = KernelOperands.of(engine, shape);
  }

  /** Once. */
  @Benchmark
  public void operation() {
    kernel.run(engine, operands);
  }

  /** Ends the engine's threads. */
  @TearDown
  public void close() {
    engine.close();
  }
}
