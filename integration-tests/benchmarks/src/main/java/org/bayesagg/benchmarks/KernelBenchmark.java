package org.bayesagg.benchmarks;

import java.util.concurrent.TimeUnit;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.CpuAlgebra;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One operation of the algebra. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {
  /** A {@link KernelCase}. */
  @Param("gram:single:128x512")
  public String name;

  /** Of the algebra. */
  @Param("2")
  public int threads;

  private Algebra algebra;
  private Kernel kernel;
  private KernelOperands operands;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    KernelCase shape = KernelCase.parse(name);
    algebra = CpuAlgebra.create(threads);
    kernel = shape.kernel();
    operands = KernelOperands.of(algebra, shape);
  }

  /** Once. */
  @Benchmark
  public void operation() {
    kernel.run(algebra, operands);
  }

  /** Ends the algebra's threads. */
  @TearDown
  public void close() {
    algebra.close();
  }
}
