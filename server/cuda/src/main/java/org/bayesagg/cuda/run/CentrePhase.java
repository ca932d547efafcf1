package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;
import org.bayesagg.math.spec.GradientCentre;

/** The weights about which moments are taken: the heads that came, or the posterior means. */
final class CentrePhase {
  private final StepContext step;

  CentrePhase(StepContext step) {
    this.step = step;
  }

  /** Of columns whose posterior has been worked out. */
  RowSet.Centre of(int g, int first, int columns) {
    return step.spec.gradientCentre() == GradientCentre.HEAD ? heads(g) : means(g, first, columns);
  }

  /** The heads. */
  RowSet.Centre heads(int g) {
    long shard = (long) step.group(g).columns() * (step.d + 1);
    return new RowSet.Centre(step.in.heads(g), shard, step.d + 1, step.step(g).logits());
  }

  /** The posterior means. */
  RowSet.Centre means(int g, int first, int columns) {
    TaskGroup group = step.group(g);
    int all = group.columns();
    int p = group.weights(step.d);
    long means = step.step(g).means();
    if (group.coupled()) {
      means = step.memory().doubles("class means", (long) all * p);
      step.launch("expand_contrasts")
          .at(step.step(g).means(), means)
          .ints(group.contrasts(), p)
          .elements((long) all * p);
    }
    long logits = step.memory().doubles("centre logits", (long) step.n * all);
    Stack x = step.inputs();
    long from = means + (long) first * p * Double.BYTES;
    step.launch("logits_of_means")
        .at(x.address(), from, logits + (long) first * Double.BYTES)
        .ints(0, step.n, columns, p, x.ld(), p, all)
        .grid((step.n + 3) / 4, 1, 1, 32, 8);
    if (!group.bias() && !group.gaussian()) {
      step.launch("known_bias")
          .at(logits, step.in.heads(g), step.in.shardOf())
          .ints(step.n, all, first, columns, step.d)
          .elements((long) step.n * columns);
    }
    Stack rounded = step.memory().stack("centre", false, 1, all, p);
    step.launch("narrow_rows")
        .at(from, rounded.rows(first, columns).address())
        .longs(columns)
        .ints(p, p, rounded.ld())
        .elements((long) columns * rounded.ld());
    return new RowSet.Centre(rounded.address(), 0, rounded.ld(), logits);
  }
}
