package org.bayesagg.cuda.run;

import org.bayesagg.math.linalg.NotPositiveDefiniteException;

/**
 * What is added to diagonals where a precision cannot be factored: nothing at first; then, where a
 * factor failed, 1e-10, 1e-8 and 1e-6 of the mean of its diagonal, and no more.
 */
final class Jitter {
  private static final double[] RELATIVE = {0, 1e-10, 1e-8, 1e-6};

  private final RunLayout layout;
  private final int[] levels;
  private final double[] values;

  Jitter(RunLayout layout) {
    this.layout = layout;
    this.levels = new int[layout.blocks()];
    this.values = new double[layout.blocks()];
  }

  /** The largest that was needed. */
  double largest() {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  void pack(Inbox in) {
    for (int g = 0; g < layout.groups().size(); g++) {
      in.jitter(g, of(g));
    }
  }

  private double[] of(int g) {
    TaskGroup group = layout.groups().get(g);
    double[] own = new double[group.blocks()];
    System.arraycopy(values, group.firstBlock(), own, 0, own.length);
    return own;
  }

  /**
   * Raises it where a factor failed; whether any did.
   *
   * @throws NotPositiveDefiniteException if the largest did not help, or a value is not a number
   */
  boolean raise(Outbox out) {
    boolean any = false;
    for (int g = 0; g < layout.groups().size(); g++) {
      TaskGroup group = layout.groups().get(g);
      for (int b = 0; b < group.blocks(); b++) {
        int block = group.firstBlock() + b;
        if (out.infoValue(block) != 0) {
          raise(block, group.spec(group.taskOfBlock(b)).name(), out.diagonalValue(block));
          any = true;
        }
      }
    }
    return any;
  }

  private void raise(int block, String task, double diagonal) {
    // A jitter that was added is part of the diagonal by now.
    double mean = diagonal - values[block];
    if (++levels[block] == RELATIVE.length || !(mean > 0 && Double.isFinite(mean))) {
      throw new NotPositiveDefiniteException("task " + task, values[block]);
    }
    values[block] = RELATIVE[levels[block]] * mean;
  }
}
