package org.bayesagg.cuda.run;

import java.nio.ByteBuffer;
import org.bayesagg.cuda.device.Lane;
import org.bayesagg.cuda.device.Stack;

/**
 * Makes Σ₀, its diagonal and the means of an epoch's prior, once: what the low-rank form works
 * against. In float32 where that leaves no more than an error of 1e-6, else in float64. Waits for
 * the device, since the host chooses.
 */
final class PriorPhase {
  /** A largest precision, in units of the prior's, above which Σ₀ is kept in float64. */
  private static final double WELL_CONDITIONED = 1e6;

  /** A prior variance that float32 holds. */
  private static final double MOST = 1e12;

  private final StepContext step;
  private final Jitter jitter;

  PriorPhase(StepContext step, Jitter jitter) {
    this.step = step;
    this.jitter = jitter;
  }

  /** Makes a group's, if it is not made. */
  void make(int g) {
    GroupState state = step.state(g);
    if (state.covarianceMade()) {
      return;
    }
    state.covarianceWide(!single(g));
    do {
      jitter.pack(step.in);
      step.in.send();
      work(g);
      step.out.fetch(step.lane);
      step.lane.finish();
    } while (jitter.raise(step.out));
    state.covarianceMade(true);
  }

  private boolean single(int g) {
    TaskGroup group = step.group(g);
    int blocks = group.blocks();
    long to = step.memory().doubles("largest precisions", blocks);
    Stack h = step.state(g).prior();
    step.launch("largest_diagonal")
        .at(h.address(), to)
        .ints(h.rows(), h.ld())
        .longs(h.stride())
        .grid(blocks, 1, 1, 256, 1);
    Lane lane = step.lane;
    ByteBuffer values = lane.outbox().reserve((long) blocks * Double.BYTES);
    lane.download(lane.outbox().address(), to, (long) blocks * Double.BYTES);
    lane.finish();
    boolean single = true;
    for (int b = 0; b < blocks; b++) {
      double prior = group.spec(group.taskOfBlock(b)).priorVariance();
      single &= values.getDouble(b * Double.BYTES) * prior <= WELL_CONDITIONED && prior <= MOST;
    }
    step.out.open(lane);
    return single;
  }

  private void work(int g) {
    TaskGroup group = step.group(g);
    int q = group.size();
    GroupState state = step.state(g);
    PosteriorPhase posterior = new PosteriorPhase(step, new Grams(step), true, true);
    long each = 4L * q * Stack.padded(q) * Double.BYTES;
    int together = step.together(each, group.blocks());
    for (int first = 0; first < group.blocks(); first += together) {
      int count = Math.min(together, group.blocks() - first);
      Stack sigma = posterior.prior(g, first, count);
      Stack to = state.priorCovariance().slice(first, count);
      step.launch(to.wide() ? "copy_wide_rows" : "narrow_rows")
          .at(sigma.address(), to.address())
          .longs((long) count * q)
          .ints(q, sigma.ld(), to.ld())
          .elements((long) count * q * to.ld());
    }
    int rows = group.informationRows();
    long bytes = (long) rows * group.weights(step.d) * Double.BYTES;
    step.lane.copy(state.priorMeans(), step.step(g).means(), bytes);
  }
}
