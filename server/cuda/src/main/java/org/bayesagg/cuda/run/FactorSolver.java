package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;

/** Σx of inputs and Ση of information, solved for together by a factor of Λ. */
final class FactorSolver {
  private final StepContext step;
  private final boolean means;

  /**
   * Of a step.
   *
   * @param means whether means are wanted
   */
  FactorSolver(StepContext step, boolean means) {
    this.step = step;
    this.means = means;
  }

  /** Σx of the first {@code n} inputs, and below them the means, where those are wanted. */
  Stack solve(int g, int first, Stack factor, boolean labelled, int n) {
    TaskGroup group = step.group(g);
    int q = group.size();
    int count = factor.count();
    int most = 0;
    for (int b = first; means && !group.coupled() && b < first + count; b++) {
      most = Math.max(most, group.firstColumn()[b + 1] - group.firstColumn()[b]);
    }
    most = means && group.coupled() ? 1 : most;
    Stack right = step.memory().stack("right sides", true, count, n + most, q);
    if (n + most == 0) {
      return right;
    }
    if (n > 0) {
      Stack x = step.inputs(q, true);
      step.launch("repeat_inputs")
          .at(x.address(), right.address())
          .ints(n, x.ld(), right.ld())
          .longs(right.stride())
          .ints(count)
          .elements((long) count * n * right.ld());
    }
    if (most > 0) {
      rightSides(g, first, right, n, most, labelled);
    }
    step.blas().solveRows(factor, right);
    if (most > 0) {
      takeMeans(g, first, right, n, most);
    }
    return right.rows(0, n);
  }

  private void rightSides(int g, int first, Stack right, int n, int most, boolean labelled) {
    long prior = step.state(g).priorInformation().address();
    long own = labelled ? step.step(g).information() : 0;
    if (step.group(g).coupled()) {
      // One row of K p values.
      step.launch("right_side")
          .at(prior, own, right.address())
          .ints(right.cols())
          .elements(right.cols());
      return;
    }
    step.launch("right_sides")
        .at(prior, own, step.constants(g).firstColumn(), right.address())
        .ints(first, n, most, right.cols(), right.ld())
        .longs(right.stride())
        .ints(right.count())
        .elements((long) right.count() * most * right.ld());
  }

  private void takeMeans(int g, int first, Stack right, int n, int most) {
    if (step.group(g).coupled()) {
      step.lane.copy(step.step(g).means(), right.address(), (long) right.cols() * Double.BYTES);
      return;
    }
    step.launch("take_means")
        .at(right.address(), step.constants(g).firstColumn(), step.step(g).means())
        .ints(first, n, most, right.cols(), right.ld())
        .longs(right.stride())
        .ints(right.count())
        .elements((long) right.count() * most * right.cols());
  }
}
