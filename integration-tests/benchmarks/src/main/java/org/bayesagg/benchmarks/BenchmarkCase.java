package org.bayesagg.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Something to measure.
 *
 * @param name of a {@link KernelCase}, a {@link StepShape} or a {@link RoofCase}
 * @param benchmark the class with its method
 * @param work of one operation
 * @param form how a step is worked out; empty for others
 * @param brief whether a short run keeps it
 */
record BenchmarkCase(String name, Class<?> benchmark, Work work, String form, boolean brief) {
  static BenchmarkCase of(KernelCase kernel) {
    return new BenchmarkCase(
        kernel.toString(), KernelBenchmark.class, kernel.work(), "", kernel.brief());
  }

  static BenchmarkCase of(StepShape step) {
    return new BenchmarkCase(
        step.toString(), StepBenchmark.class, StepWork.of(step), StepWork.form(step), step.brief());
  }

  static BenchmarkCase of(RoofCase roof) {
    return new BenchmarkCase(roof.toString(), RoofBenchmark.class, roof.work(), "", true);
  }

  /** A step or a kernel that a name describes, standard or not. */
  static BenchmarkCase parse(String name) {
    return name.contains(":single:") || name.contains(":double:")
        ? of(KernelCase.parse(name))
        : of(StepShape.parse(name));
  }

  /** All steps, then all kernels. */
  static List<BenchmarkCase> standard() {
    List<BenchmarkCase> cases = new ArrayList<>();
    StepShape.STANDARD.forEach(step -> cases.add(of(step)));
    KernelCase.standard().forEach(kernel -> cases.add(of(kernel)));
    return cases;
  }

  boolean step() {
    return benchmark == StepBenchmark.class;
  }
}
