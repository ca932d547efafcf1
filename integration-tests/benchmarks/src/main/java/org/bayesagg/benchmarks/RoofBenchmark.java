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

/** What the machine can do: large products with all threads, and copies by all threads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoofBenchmark {
  /** A {@link RoofCase}. */
  @Param("gemm:single:1024")
  public String name;

  /** Of the algebra. */
  @Param("2")
  public int threads;

  private Algebra algebra;
  private KernelOperands operands;
  private float[][] from;
  private float[][] to;
  private long repeats;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    RoofCase roof = RoofCase.parse(name);
    algebra = CpuAlgebra.create(threads);
    if (roof.precision() != null) {
      KernelCase product =
          new KernelCase(Kernel.GEMM, roof.precision(), (int) roof.size(), (int) roof.size());
      operands = KernelOperands.of(algebra, product);
      return;
    }
    int length = (int) (roof.size() / 2 / Float.BYTES / threads);
    from = new float[threads][length];
    to = new float[threads][length];
    repeats = RoofCase.repeats(roof.size());
  }

  /** Once. */
  @Benchmark
  public void operation() {
    if (operands != null) {
      Kernel.GEMM.run(algebra, operands);
      return;
    }
    algebra.parallel(
        threads,
        Double.POSITIVE_INFINITY,
        (slot, part) -> {
          for (long i = 0; i < repeats; i++) {
            System.arraycopy(from[part], 0, to[part], 0, to[part].length);
          }
        });
  }

  /** Ends the algebra's threads. */
  @TearDown
  public void close() {
    algebra.close();
  }
}
