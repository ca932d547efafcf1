package org.bayesagg.math.linalg;

/** The CPU: ND4J arrays as storage, OpenBLAS on their pointers. */
public final class CpuEngine implements Engine {
  private CpuEngine() {}

  /** An engine with {@code threads} Java threads, each with single-threaded BLAS. */
  public static CpuEngine create(int threads) {
    return new CpuEngine();
  }

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public String detail() {
    return "";
  }

  @Override
  public void close() {}
}
