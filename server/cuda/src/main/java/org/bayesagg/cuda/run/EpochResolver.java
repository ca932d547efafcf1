package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Lane;
import org.bayesagg.cuda.device.Stack;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** Evaluates the stored epoch of tasks at the first heads that came for them. */
final class EpochResolver {
  private static final StepOutputs NOTHING = new StepOutputs(false, false, false, false, false);

  private final RunLayout layout;
  private final RunMemory memory;
  private final HostState host;
  private final Lane lane;

  EpochResolver(RunLayout layout, RunMemory memory, HostState host, Lane lane) {
    this.layout = layout;
    this.memory = memory;
    this.host = host;
    this.lane = lane;
  }

  /** Evaluates a task's; until a step counts the task goes on waiting. */
  void resolve(int task, float[] head) {
    TaskGroup group = layout.groupOf(task);
    int g = layout.groups().indexOf(group);
    int local = group.tasks().indexOf(task);
    forget(g, local);
    for (StepData stored : host.waiting) {
      TaskData data = stored.tasks()[task];
      if (data != null) {
        add(g, local, stored, data, head);
      }
    }
    memory.group(g).covarianceMade(false);
  }

  /** Zeros the task's part of the prior. */
  private void forget(int g, int local) {
    TaskGroup group = layout.groups().get(g);
    GroupState state = memory.group(g);
    int first = group.firstBlockOf(local);
    int blocks = group.shape(local).blocks();
    Stack h = state.prior();
    if (group.diagonal()) {
      lane.clear(h.rows(first, 1).address(), (long) blocks * h.ld() * Double.BYTES);
    } else {
      lane.clear(h.slice(first, blocks).address(), h.slice(first, blocks).bytes());
    }
    Stack eta = state.priorInformation();
    int rows = group.coupled() ? group.contrasts() : group.spec(local).outputs();
    lane.clear(
        eta.rows(group.firstInformationRow(local), 1).address(),
        (long) rows * eta.ld() * Double.BYTES);
  }

  private void add(int g, int local, StepData stored, TaskData data, float[] head) {
    Inbox in = new Inbox(layout, stored.examples(), 1);
    Outbox out = new Outbox(layout, stored.examples(), NOTHING, 0);
    // The lane's memory may still be on its way.
    lane.finish();
    in.open(lane);
    out.open(lane);
    in.features(0, stored.features(), 0);
    for (int r = 0; r < layout.spec().rows(); r++) {
      in.correction(r, 0);
    }
    for (int h = 0; h < layout.groups().size(); h++) {
      TaskGroup group = layout.groups().get(h);
      for (int t = 0; t < group.tasks().size(); t++) {
        boolean own = h == g && t == local;
        in.stored(h, t, own ? data.labels() : null, own ? data.weights() : null, own ? head : null);
        in.total(h, t, 0);
        in.keep(h, t, 1);
      }
      in.jitter(h, new double[group.blocks()]);
    }
    in.send();
    StepContext step =
        new StepContext(
            layout,
            memory.constants(),
            memory.groups(),
            lane,
            new int[] {0, stored.examples()},
            in,
            out);
    step.step(g).facts(true, false, false);
    step.layInputs(true);
    long scratch = step.memory().doubles("stored losses", 2L * layout.spec().rows());
    long values = scratch + (long) layout.spec().rows() * Double.BYTES;
    new EvidencePhase(step).run(g, memory.losses(), scratch, values, false);
    Grams grams = new Grams(step);
    GroupState state = memory.group(g);
    new CommitPhase(step, grams).evidence(g, state.prior(), state.priorInformation());
  }
}
