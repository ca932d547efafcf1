package org.bayesagg.cuda.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bayesagg.cuda.device.Device;
import org.bayesagg.cuda.device.DeviceWorkspace;
import org.bayesagg.cuda.device.Lane;
import org.bayesagg.cuda.device.Stack;
import org.bayesagg.math.spec.AggregationSpec;

/** All that a run keeps on the device from step to step; zeros at first. */
final class RunMemory implements AutoCloseable {
  private final DeviceWorkspace own;
  private final List<GroupState> groups = new ArrayList<>();
  private final RunConstants constants;
  private final int rows;
  private final int width;

  RunMemory(RunLayout layout, Device device, Lane lane) {
    AggregationSpec spec = layout.spec();
    this.rows = spec.rows();
    this.width = WeightPhase.divisorWidth(spec);
    this.own = new DeviceWorkspace(device);
    List<AutoCloseable> made = new ArrayList<>(List.of(own));
    try {
      DeviceWorkspace fixed = new DeviceWorkspace(device);
      made.add(fixed);
      constants = new RunConstants(layout, fixed, lane);
      lane.clear(losses(), (long) rows * Double.BYTES);
      lane.clear(divisor(), (long) width * Float.BYTES);
      for (TaskGroup group : layout.groups()) {
        DeviceWorkspace memory = new DeviceWorkspace(device);
        made.add(memory);
        GroupState state = new GroupState(group, spec, memory);
        groups.add(state);
        clear(lane, state::prior, state::priorInformation);
        clear(lane, state::gathering, state::gatheringInformation);
      }
      lane.finish();
    } catch (RuntimeException e) {
      made.forEach(RunMemory::release);
      throw e;
    }
  }

  private static void release(AutoCloseable memory) {
    if (memory instanceof DeviceWorkspace workspace) {
      workspace.close();
    }
  }

  private static void clear(Lane lane, Supplier<Stack> precision, Supplier<Stack> information) {
    lane.clear(precision.get().address(), precision.get().bytes());
    lane.clear(information.get().address(), information.get().bytes());
  }

  List<GroupState> groups() {
    return groups;
  }

  GroupState group(int g) {
    return groups.get(g);
  }

  RunConstants constants() {
    return constants;
  }

  /** Running losses before their correction [rows]. */
  long losses() {
    return own.doubles("losses", rows);
  }

  /** The same after the step that is being worked on. */
  long nextLosses() {
    return own.doubles("next losses", rows);
  }

  /** The divisor of FIRST, [1] or [d]. */
  long divisor() {
    return own.floats("divisor", width);
  }

  long nextDivisor() {
    return own.floats("next divisor", width);
  }

  @Override
  public void close() {
    groups.forEach(GroupState::close);
    constants.close();
    own.close();
  }
}
