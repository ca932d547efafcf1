package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.DeviceWorkspace;

/** Where one step's values of a group lie on the device, each by example and column. */
final class GroupStep {
  private final StepContext step;
  private final int g;

  /** Whether every example has the weight 1 in every task. */
  private boolean uniform;

  /** Whether any task's labels are output gradients. */
  private boolean gradients;

  /** Whether any of its tasks came. */
  private boolean covered;

  GroupStep(StepContext step, int g) {
    this.step = step;
    this.g = g;
  }

  void facts(boolean isCovered, boolean isUniform, boolean hasGradients) {
    covered = isCovered;
    uniform = isUniform;
    gradients = hasGradients;
  }

  boolean covered() {
    return covered;
  }

  boolean uniform() {
    return uniform;
  }

  boolean gradients() {
    return gradients;
  }

  private TaskGroup group() {
    return step.group(g);
  }

  private DeviceWorkspace memory() {
    return step.memory();
  }

  private long byColumn(String name) {
    return memory().doubles(name + " " + g, (long) step.n * group().columns());
  }

  /** z [n, columns] at the heads. */
  long logits() {
    return byColumn("logits");
  }

  long pull() {
    return byColumn("pull");
  }

  long slope() {
    return byColumn("slope");
  }

  /** ∂loss/∂z. */
  long residual() {
    return byColumn("residual");
  }

  /** ω [blocks, n]; of a coupled task the probabilities [classes, n]. */
  long omega() {
    long rows = group().coupled() ? group().columns() : group().blocks();
    return memory().doubles("omega " + g, rows * step.n);
  }

  /** A [K, K, n] of a coupled task. */
  long coupling() {
    long k = group().contrasts();
    return memory().doubles("coupling " + g, k * k * step.n);
  }

  /** B pull [n, K] of a coupled task. */
  long contrastPull() {
    return memory().doubles("contrast pull " + g, (long) step.n * group().contrasts());
  }

  /** What the step adds to η [rows, p]. */
  long information() {
    long p = group().weights(step.d);
    return memory().doubles("information " + g, group().informationRows() * p);
  }

  /** The mean after the step [rows, p]. */
  long means() {
    long p = group().weights(step.d);
    return memory().doubles("means " + g, group().informationRows() * p);
  }
}
