package org.bayesagg.cuda.run;

import java.util.List;
import org.bayesagg.cuda.device.DeviceBlas;
import org.bayesagg.cuda.device.DeviceWorkspace;
import org.bayesagg.cuda.device.Lane;
import org.bayesagg.cuda.device.Stack;
import org.bayesagg.cuda.kernel.Launch;
import org.bayesagg.math.spec.AggregationSpec;

/**
 * One step on its lane: what its phases share. Everything is asked for in the stream's order; the
 * host reads nothing until all is done.
 */
final class StepContext {
  /** Blocks, and so tasks, of one launch: their sums must have room in shared memory. */
  static final int MOST_BLOCKS = 256;

  final RunLayout layout;
  final AggregationSpec spec;
  final RunConstants constants;
  final List<GroupState> states;
  final Lane lane;
  final int n;
  final int d;
  final int[] shardStart;
  final Inbox in;
  final Outbox out;
  private final GroupStep[] steps;
  private Stack inputs;
  private Stack wideInputs;

  StepContext(
      RunLayout layout,
      RunConstants constants,
      List<GroupState> states,
      Lane lane,
      int[] shardStart,
      Inbox in,
      Outbox out) {
    this.layout = layout;
    this.spec = layout.spec();
    this.constants = constants;
    this.states = states;
    this.lane = lane;
    this.shardStart = shardStart;
    this.n = shardStart[shardStart.length - 1];
    this.d = spec.featureDim();
    this.in = in;
    this.out = out;
    this.steps = new GroupStep[layout.groups().size()];
    for (int g = 0; g < steps.length; g++) {
      steps[g] = new GroupStep(this, g);
    }
  }

  /** Lays out x = [h; 1], in float64 too where that will be wanted. */
  void layInputs(boolean wide) {
    DeviceWorkspace memory = lane.workspace();
    inputs = memory.stack("inputs", false, 1, n, d + 1);
    wideInputs = wide ? memory.stack("inputs in float64", true, 1, n, d + 1) : null;
    launch("inputs")
        .at(in.features(), inputs.address(), wide ? wideInputs.address() : 0)
        .ints(n, d, inputs.ld())
        .elements((long) n * inputs.ld());
  }

  /** x [n, d + 1]. */
  Stack inputs() {
    return inputs;
  }

  /** x [n, p], in float32 or float64. */
  Stack inputs(int p, boolean wide) {
    Stack all = wide ? wideInputs : inputs;
    return all.cols(0, p);
  }

  /** What this step has of a group. */
  GroupStep step(int g) {
    return steps[g];
  }

  TaskGroup group(int g) {
    return layout.groups().get(g);
  }

  GroupState state(int g) {
    return states.get(g);
  }

  RunConstants.Group constants(int g) {
    return constants.group(g);
  }

  DeviceWorkspace memory() {
    return lane.workspace();
  }

  DeviceBlas blas() {
    return lane.algebra();
  }

  Launch launch(String kernel) {
    return lane.launch(kernel);
  }

  /** Blocks worked on at a time, where each takes so many bytes. */
  int together(long bytes, int blocks) {
    long tile = memory().tile();
    return (int) Math.max(1, Math.min(Math.min(blocks, MOST_BLOCKS), tile / Math.max(1, bytes)));
  }
}
