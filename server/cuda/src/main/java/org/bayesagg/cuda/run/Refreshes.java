package org.bayesagg.cuda.run;

import java.nio.ByteBuffer;
import org.bayesagg.cuda.device.DeviceWorkspace;
import org.bayesagg.cuda.device.Lane;
import org.bayesagg.cuda.device.PinnedMemory;
import org.bayesagg.cuda.device.Stack;
import org.bayesagg.math.EngineFullException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Covariances that serve for a refresh interval of m steps, made behind the answers. After the c-th
 * step with a prior the blocks b of a task with c + b a multiple of m are begun from the evidence
 * of then, and taken up by the ⌈m/2⌉-th step after.
 */
final class Refreshes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Refreshes.class);

  private final RunLayout layout;
  private final RunMemory memory;
  private final int interval;
  private final DeviceWorkspace own;
  private final PinnedMemory infos = new PinnedMemory();

  Refreshes(RunLayout layout, RunMemory memory, DeviceWorkspace own) {
    this.layout = layout;
    this.memory = memory;
    this.interval = layout.spec().refreshInterval();
    this.own = own;
    if (interval > 1) {
      infos.reserve((long) layout.blocks() * Integer.BYTES);
    }
  }

  /** Takes up what a step is to use. What could not be factored the step then makes itself. */
  void takeUp(Lane lane, long done, RunEvents events) {
    for (int g = 0; interval > 1 && g < layout.groups().size(); g++) {
      GroupState state = memory.group(g);
      for (int b = 0; b < state.coming().length; b++) {
        if (state.coming()[b] && state.due()[b] <= done) {
          events.await(RunEvents.DONE);
          takeUp(lane, g, b);
        }
      }
    }
  }

  private void takeUp(Lane lane, int g, int b) {
    GroupState state = memory.group(g);
    state.coming()[b] = false;
    state.held()[b] = !failed(g, b);
    if (state.held()[b]) {
      Stack from = state.comingCovariance().slice(b, 1);
      lane.copy(state.heldCovariance().at(b), from.address(), from.bytes());
      long q = layout.groups().get(g).size();
      long offset = b * q * Double.BYTES;
      lane.copy(state.heldVariances() + offset, state.comingVariances() + offset, q * Double.BYTES);
    }
  }

  /** Whether a block to come could not be factored; it must be done. */
  private boolean failed(int g, int b) {
    GroupState state = memory.group(g);
    int block = layout.groups().get(g).firstBlock() + b;
    ByteBuffer values = infos.buffer();
    return state.comingFailed()[b] || values.getInt(block * Integer.BYTES) != 0;
  }

  /** What comes was loaded, not factored here. */
  void restored() {
    for (int block = 0; interval > 1 && block < layout.blocks(); block++) {
      infos.buffer().putInt(block * Integer.BYTES, 0);
    }
  }

  /** Waits for what is being made, and notes what failed. */
  void settle(RunEvents events) {
    for (int g = 0; interval > 1 && g < layout.groups().size(); g++) {
      GroupState state = memory.group(g);
      for (int b = 0; b < state.coming().length; b++) {
        if (state.coming()[b]) {
          events.await(RunEvents.DONE);
          state.comingFailed()[b] = failed(g, b);
        }
      }
    }
  }

  /** A step has used the covariances of its groups, making those that were missing. */
  void used(StepContext step) {
    for (int g = 0; interval > 1 && g < layout.groups().size(); g++) {
      GroupState state = memory.group(g);
      for (int b = 0; step.step(g).covered() && b < state.held().length; b++) {
        state.held()[b] = !layout.groups().get(g).diagonal();
      }
    }
  }

  /**
   * Begins the blocks that are due, behind all that the step has asked for. The step counts by now:
   * where there is no room, what is in use serves until the next time.
   */
  void begin(StepContext step, long done) {
    try {
      beginDue(step, done);
    } catch (EngineFullException e) {
      LOG.warn("covariances are not refreshed this time: {}", e.getMessage());
    }
  }

  private void beginDue(StepContext step, long done) {
    for (int g = 0; interval > 1 && g < layout.groups().size(); g++) {
      TaskGroup group = layout.groups().get(g);
      GroupState state = memory.group(g);
      for (int b = 0; b < state.held().length; b++) {
        long local = (long) b - group.firstBlockOf(group.taskOfBlock(b));
        if ((done + local) % interval == 0 && state.held()[b] && !state.coming()[b]) {
          begin(step, g, b);
          state.coming()[b] = true;
          state.comingFailed()[b] = false;
          state.due()[b] = done + (interval - 1) / 2;
        }
      }
    }
  }

  private void begin(StepContext step, int g, int b) {
    int q = layout.groups().get(g).size();
    int block = layout.groups().get(g).firstBlock() + b;
    GroupState state = memory.group(g);
    PrecisionFactors factors = new PrecisionFactors(step, new Grams(step));
    Stack lambda = step.memory().stack("precision", true, 1, q, q);
    long none = step.memory().doubles("no jitter", 1);
    step.lane.clear(none, Double.BYTES);
    factors.fill(g, b, lambda, null, none);
    long info = own.floats("infos", layout.blocks()) + (long) block * Integer.BYTES;
    step.blas().cholesky(lambda, info);
    factors.make(g, b, lambda, state.comingCovariance(), state.comingVariances());
    step.lane.download(infos.address() + (long) block * Integer.BYTES, info, Integer.BYTES);
  }

  @Override
  public void close() {
    infos.close();
    own.close();
  }
}
