package org.bayesagg.math;

import org.bayesagg.math.linalg.CpuAlgebra;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.state.StateInput;

/** Runs on the CPU: OpenBLAS and plain loops, several tasks at a time in Java threads. */
public final class CpuEngine implements Engine {
  private final CpuAlgebra algebra;

  private CpuEngine(CpuAlgebra algebra) {
    this.algebra = algebra;
  }

  /**
   * An engine with {@code threads} Java threads, each with single-threaded BLAS.
   *
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public static CpuEngine create(int threads) {
    return new CpuEngine(CpuAlgebra.create(threads));
  }

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public String detail() {
    return algebra.detail();
  }

  @Override
  public Run open(AggregationSpec spec) {
    return new CpuRun(new RunState(spec, algebra));
  }

  @Override
  public Run restore(AggregationSpec spec, StateInput in) {
    StateHeader.check(spec, in);
    RunState state = new RunState(spec, algebra);
    try {
      state.load(in);
      return new CpuRun(state);
    } catch (RuntimeException | Error e) {
      state.close();
      throw e;
    }
  }

  @Override
  public Footprint footprint(AggregationSpec spec, int maxExamples) {
    return new MemoryPlan(spec, maxExamples, algebra.threads()).footprint();
  }

  @Override
  public long memoryBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean usable() {
    return true;
  }

  @Override
  public long openBytes() {
    return algebra.openBytes();
  }

  @Override
  public void close() {
    algebra.close();
  }
}
