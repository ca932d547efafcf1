package org.bayesagg.cuda.run;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.cuda.device.Lane;
import org.bayesagg.cuda.device.Stack;
import org.bayesagg.math.StoredStep;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.posterior.PrecisionShape;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.LowerRows;
import org.bayesagg.math.state.StateCheck;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.step.StepData;

/** Writes and reads a run's state in the layout that all engines share, value by value. */
final class RunStateIo {
  private static final int END = 0x454e44;

  private final RunLayout layout;
  private final AggregationSpec spec;
  private final RunMemory memory;
  private final HostState host;
  private final Lane lane;
  private final LowerRows rows = new LowerRows();

  RunStateIo(RunLayout layout, RunMemory memory, HostState host, Lane lane) {
    this.layout = layout;
    this.spec = layout.spec();
    this.memory = memory;
    this.host = host;
    this.lane = lane;
  }

  /** Running losses before their correction [rows]. */
  double[] losses() {
    return read(memory.losses(), spec.rows());
  }

  private double[] read(long from, int count) {
    double[] values = new double[count];
    new DeviceRows(new Stack(from, true, 1, 1, count, count, 0), lane).read(0, 1, values);
    return values;
  }

  private void write(long to, double[] values) {
    int count = values.length;
    new DeviceRows(new Stack(to, true, 1, 1, count, count, 0), lane).write(0, 1, values);
  }

  void save(StateOutput out) {
    out.writeInt(host.epochsClosed);
    out.writeLong(host.bayesianSteps);
    saveDivisor(out);
    double[] losses = losses();
    for (int t = 0; t < layout.tasks(); t++) {
      out.writeLong(host.evidenceCounts[t]);
      out.writeLong(host.lossBatches[t]);
      out.writeDoubles(losses, spec.firstRow(t), spec.tasks().get(t).rows());
    }
    for (List<StepData> epoch : List.of(host.stored, waiting(host))) {
      out.writeInt(epoch.size());
      epoch.forEach(step -> StoredStep.save(step, out));
    }
    for (int t = 0; t < layout.tasks(); t++) {
      saveTask(t, out);
    }
    out.writeInt(END);
  }

  private static List<StepData> waiting(HostState host) {
    for (boolean waits : host.waits) {
      if (waits) {
        return host.waiting;
      }
    }
    return List.of();
  }

  private void saveDivisor(StateOutput out) {
    int width = host.hasDivisor ? WeightPhase.divisorWidth(spec) : 0;
    out.writeInt(width);
    if (width > 0) {
      float[] values = new float[width];
      var buffer = lane.outbox().reserve((long) width * Float.BYTES);
      lane.download(lane.outbox().address(), memory.divisor(), (long) width * Float.BYTES);
      lane.finish();
      buffer.asFloatBuffer().get(values);
      out.writeFloats(values, 0, width);
    }
  }

  private void saveTask(int t, StateOutput out) {
    TaskGroup group = layout.groupOf(t);
    int g = layout.groups().indexOf(group);
    int local = group.tasks().indexOf(t);
    GroupState state = memory.group(g);
    saveEvidence(group, local, state.prior(), state.priorInformation(), out);
    if (state.streaming()) {
      saveEvidence(group, local, state.gathering(), state.gatheringInformation(), out);
    }
    out.writeInt(host.waits[t] ? 1 : 0);
    // The CPU's pauses between trying float32: none here.
    out.writeInts(new int[group.shape(local).blocks()], 0, group.shape(local).blocks());
    if (spec.refreshInterval() > 1 && !group.diagonal()) {
      new HeldIo(group, local, state, rows, lane).save(out);
    }
  }

  private void saveEvidence(
      TaskGroup group, int local, Stack precision, Stack information, StateOutput out) {
    int first = group.firstBlockOf(local);
    int length = group.shape(local).informationLength();
    int begin = group.firstInformationRow(local);
    out.writeDoubles(read(information.rows(begin, 1).address(), length), 0, length);
    for (int b = 0; b < group.shape(local).blocks(); b++) {
      if (group.diagonal()) {
        double[] own = read(precision.rows(first + b, 1).address(), group.size());
        out.writeDoubles(own, 0, own.length);
      } else {
        rows.save(new DeviceRows(precision.slice(first + b, 1), lane), out);
      }
    }
  }

  /** Becomes what was saved; must be fresh. */
  void load(StateInput in) {
    host.epochsClosed = StateCheck.upTo(Integer.MAX_VALUE, in, "closed epochs");
    host.bayesianSteps = StateCheck.count(in, "steps with a prior");
    if (host.bayesianSteps > 0 && !host.hasPrior()) {
      throw new CorruptStateException(host.bayesianSteps + " steps with a prior in warm-up");
    }
    loadDivisor(in);
    double[] losses = new double[spec.rows()];
    for (int t = 0; t < layout.tasks(); t++) {
      String what = "task " + spec.tasks().get(t).name();
      host.evidenceCounts[t] = StateCheck.count(in, "labelled examples of " + what);
      host.lossBatches[t] = StateCheck.count(in, "batches of " + what);
      double[] own = new double[spec.tasks().get(t).rows()];
      StateCheck.finite(in, own, "running loss of " + what);
      System.arraycopy(own, 0, losses, spec.firstRow(t), own.length);
    }
    write(memory.losses(), losses);
    host.stored = loadEpoch(in);
    host.storedExamples = host.stored.stream().mapToLong(StepData::examples).sum();
    host.waiting = loadEpoch(in);
    for (int t = 0; t < layout.tasks(); t++) {
      loadTask(t, in);
    }
    if (in.readInt() != END) {
      throw new CorruptStateException("no end after the last value");
    }
  }

  private void loadDivisor(StateInput in) {
    int width = WeightPhase.divisorWidth(spec);
    int length = StateCheck.upTo(width, in, "length of the divisor");
    if (length == 0) {
      return;
    }
    if (length != width || spec.weightNormalisation() != WeightNormalisation.FIRST) {
      throw new CorruptStateException("a divisor of " + length + " values");
    }
    float[] values = new float[width];
    in.readFloats(values, 0, width);
    for (float value : values) {
      if (!(value > 0)) {
        throw new CorruptStateException("a divisor of " + value);
      }
    }
    lane.inbox().reserve((long) width * Float.BYTES).asFloatBuffer().put(values);
    lane.upload(memory.divisor(), lane.inbox().address(), (long) width * Float.BYTES);
    lane.finish();
    host.hasDivisor = true;
  }

  private List<StepData> loadEpoch(StateInput in) {
    List<StepData> epoch = new ArrayList<>();
    long room = spec.priorRefresh() instanceof PriorRefresh.ExactEpoch e ? e.maxExamples() : 0;
    int most = (int) Math.min(room, Integer.MAX_VALUE);
    int steps = StateCheck.upTo(most, in, "steps of a stored epoch");
    for (int s = 0; s < steps; s++) {
      StepData step = StoredStep.load(spec, in, room);
      room -= step.examples();
      epoch.add(step);
    }
    return epoch;
  }

  private void loadTask(int t, StateInput in) {
    TaskSpec task = spec.tasks().get(t);
    String what = "task " + task.name();
    TaskGroup group = layout.groupOf(t);
    int g = layout.groups().indexOf(group);
    int local = group.tasks().indexOf(t);
    GroupState state = memory.group(g);
    loadEvidence(group, local, state.prior(), state.priorInformation(), in, what);
    if (state.streaming()) {
      loadEvidence(group, local, state.gathering(), state.gatheringInformation(), in, what);
    }
    host.waits[t] = StateCheck.flag(in, "whether an epoch waits for " + what);
    if (host.waits[t] && host.waiting.isEmpty()) {
      throw new CorruptStateException("no epoch that could wait for " + what);
    }
    for (int b = 0; b < group.shape(local).blocks(); b++) {
      StateCheck.upTo(Integer.MAX_VALUE, in, "pauses of " + what);
    }
    if (spec.refreshInterval() > 1 && !group.diagonal()) {
      new HeldIo(group, local, state, rows, lane)
          .load(host.bayesianSteps, spec.refreshInterval(), in, what);
    }
  }

  private void loadEvidence(
      TaskGroup group, int local, Stack precision, Stack information, StateInput in, String what) {
    int first = group.firstBlockOf(local);
    double[] eta = new double[group.shape(local).informationLength()];
    StateCheck.finite(in, eta, "information of " + what);
    write(information.rows(group.firstInformationRow(local), 1).address(), eta);
    for (int b = 0; b < group.shape(local).blocks(); b++) {
      if (group.diagonal()) {
        double[] own = new double[group.size()];
        StateCheck.finite(in, own, "evidence of " + what);
        write(precision.rows(first + b, 1).address(), own);
      } else {
        rows.load(in, new DeviceRows(precision.slice(first + b, 1), lane), "evidence of " + what);
      }
    }
  }

  /** Bytes that a state takes. */
  static long bytes(RunLayout layout, RunMemory memory, HostState host) {
    AggregationSpec spec = layout.spec();
    long bytes = 5L * Integer.BYTES + Long.BYTES;
    bytes += host.hasDivisor ? (long) WeightPhase.divisorWidth(spec) * Float.BYTES : 0;
    for (int t = 0; t < layout.tasks(); t++) {
      TaskGroup group = layout.groupOf(t);
      GroupState state = memory.group(layout.groups().indexOf(group));
      PrecisionShape shape = group.shape(group.tasks().indexOf(t));
      bytes += 2L * Long.BYTES + (long) spec.tasks().get(t).rows() * Double.BYTES;
      long block =
          group.diagonal()
              ? (long) group.size() * Double.BYTES
              : LowerRows.bytes(Precision.DOUBLE, group.size());
      long evidence = (long) shape.informationLength() * Double.BYTES + shape.blocks() * block;
      bytes += evidence * (state.streaming() ? 2 : 1);
      bytes += Integer.BYTES * (1L + shape.blocks());
      if (spec.refreshInterval() > 1 && !group.diagonal()) {
        bytes += HeldIo.bytes(group, group.tasks().indexOf(t), state);
      }
    }
    for (List<StepData> epoch : List.of(host.stored, waiting(host))) {
      bytes += epoch.stream().mapToLong(StoredStep::savedBytes).sum();
    }
    return bytes;
  }
}
