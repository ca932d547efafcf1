package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.DeviceWorkspace;
import org.bayesagg.cuda.device.Stack;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PriorRefresh;

/**
 * What a run keeps of one group from step to step, on the device: evidence H and η of the prior and
 * of a running epoch, the prior's covariance where it stands for many steps, and covariances that
 * serve for a refresh interval.
 */
final class GroupState implements AutoCloseable {
  private final TaskGroup group;
  private final DeviceWorkspace memory;
  private final int weights;
  private final boolean streaming;
  private final String[] sides = {"prior", "running"};

  /** Which side is the prior's. */
  private int prior;

  /** Whether Σ₀ is made, and in float64. */
  private boolean covarianceMade;

  private boolean covarianceWide;

  /** Blocks with a covariance in use, and those with one to come. */
  private final boolean[] held;

  private final boolean[] coming;
  private final boolean[] comingFailed;
  private final long[] due;

  GroupState(TaskGroup group, AggregationSpec spec, DeviceWorkspace memory) {
    this.group = group;
    this.memory = memory;
    this.weights = group.weights(spec.featureDim());
    this.streaming = spec.priorRefresh() instanceof PriorRefresh.StreamingEpoch;
    this.held = new boolean[group.blocks()];
    this.coming = new boolean[group.blocks()];
    this.comingFailed = new boolean[group.blocks()];
    this.due = new long[group.blocks()];
    for (int side = 0; side < (streaming ? 2 : 1); side++) {
      precision(side);
      information(side);
    }
    if (spec.refreshInterval() > 1 && !group.diagonal()) {
      heldCovariance();
      comingCovariance();
      heldVariances();
      comingVariances();
    }
  }

  private Stack precision(int side) {
    String name = sides[side] + " precision";
    return group.diagonal()
        ? flat(name, group.blocks(), group.size())
        : memory.stack(name, true, group.blocks(), group.size(), group.size());
  }

  private Stack information(int side) {
    return flat(sides[side] + " information", group.informationRows(), weights);
  }

  /** Rows without padding. */
  private Stack flat(String name, int rows, int cols) {
    long at = memory.doubles(name, (long) rows * cols);
    return new Stack(at, true, 1, rows, cols, cols, 0);
  }

  boolean streaming() {
    return streaming;
  }

  /**
   * H of the prior, or under forgetting what is kept: a stack, or rows [blocks, q] of a diagonal.
   */
  Stack prior() {
    return precision(prior);
  }

  /** η of the prior [rows, p]. */
  Stack priorInformation() {
    return information(prior);
  }

  /** H that steps are added to. */
  Stack gathering() {
    return precision(streaming ? 1 - prior : prior);
  }

  /** η that steps are added to. */
  Stack gatheringInformation() {
    return information(streaming ? 1 - prior : prior);
  }

  /** The running epoch's evidence becomes the prior's; what was is to be cleared. */
  void swap() {
    prior = 1 - prior;
    covarianceMade = false;
  }

  /** Σ₀ [blocks, q, q], as wide as it was made. */
  Stack priorCovariance() {
    return memory.stack(
        covarianceWide ? "prior covariance in float64" : "prior covariance",
        covarianceWide,
        group.blocks(),
        group.size(),
        group.size());
  }

  /** Σ₀_ii [blocks, q]. */
  long priorVariances() {
    return memory.doubles("prior variances", (long) group.blocks() * group.size());
  }

  /** μ₀ [rows, p]. */
  long priorMeans() {
    return memory.doubles("prior means", (long) group.informationRows() * weights);
  }

  boolean covarianceMade() {
    return covarianceMade;
  }

  boolean covarianceWide() {
    return covarianceWide;
  }

  void covarianceMade(boolean made) {
    covarianceMade = made;
  }

  void covarianceWide(boolean wide) {
    covarianceWide = wide;
  }

  /** Σ in use [blocks, q, q]. */
  Stack heldCovariance() {
    return memory.stack("held", true, group.blocks(), group.size(), group.size());
  }

  /** Σ to come. */
  Stack comingCovariance() {
    return memory.stack("coming", true, group.blocks(), group.size(), group.size());
  }

  /** Σ_ii in use [blocks, q]. */
  long heldVariances() {
    return memory.doubles("held variances", (long) group.blocks() * group.size());
  }

  long comingVariances() {
    return memory.doubles("coming variances", (long) group.blocks() * group.size());
  }

  boolean[] held() {
    return held;
  }

  boolean[] coming() {
    return coming;
  }

  boolean[] comingFailed() {
    return comingFailed;
  }

  long[] due() {
    return due;
  }

  @Override
  public void close() {
    memory.close();
  }
}
