package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;
import org.bayesagg.cuda.kernel.Launch;

/** Logits at the heads, labels, and what each example says: curvature, pull and loss. */
final class EvidencePhase {
  private final StepContext step;

  EvidencePhase(StepContext step) {
    this.step = step;
  }

  /**
   * Works out a group's.
   *
   * @param sums running losses before the step [rows]; {@code next} takes them after it
   * @param values takes the losses' values
   */
  void run(int g, long sums, long next, long values, boolean late) {
    TaskGroup group = step.group(g);
    logits(g);
    if (step.step(g).gradients()) {
      labels(g);
    }
    long loss = step.memory().doubles("losses", (long) step.n * group.columns());
    curvature(g, loss);
    int columns = group.categorical() ? 1 : group.columns();
    step.launch("running_losses")
        .at(loss, step.in.weights(g), step.constants(g).taskOf(), step.constants(g).rowOf())
        .at(sums, next, values, step.in.corrections())
        .reals(step.spec.lossDecay())
        .ints(late ? 1 : 0, step.n, columns)
        .grid(columns, 1, 1, 256, 1);
    information(g);
  }

  /** z of every shard at its head. */
  private void logits(int g) {
    int columns = step.group(g).columns();
    Stack x = step.inputs();
    for (int s = 0; s < step.shardStart.length - 1; s++) {
      int from = step.shardStart[s];
      int count = step.shardStart[s + 1] - from;
      long head = step.in.heads(g) + (long) s * columns * (step.d + 1) * Float.BYTES;
      step.launch("logits_of_heads")
          .at(x.address(), head, step.step(g).logits())
          .ints(from, count, columns, step.d + 1, x.ld(), step.d + 1, columns)
          .grid((count + 3) / 4, 1, 1, 32, 8);
    }
  }

  private void labels(int g) {
    TaskGroup group = step.group(g);
    int columns = group.columns();
    if (group.categorical()) {
      step.launch("labels_categorical")
          .at(step.in.labels(g), step.step(g).logits())
          .at(step.in.shardOf(), step.in.gradients(g))
          .ints(step.n, columns)
          .elements(step.n);
      return;
    }
    step.launch(group.gaussian() ? "labels_gaussian" : "labels_bernoulli")
        .at(step.in.labels(g), step.step(g).logits())
        .at(step.constants(g).taskOf(), step.in.shardOf(), step.in.gradients(g))
        .ints(step.in.shards(), step.n, columns)
        .elements((long) step.n * columns);
  }

  private void curvature(int g, long loss) {
    TaskGroup group = step.group(g);
    GroupStep own = step.step(g);
    int bias = group.bias() ? 1 : 0;
    if (group.categorical()) {
      step.launch("evidence_categorical")
          .at(step.in.labels(g), own.logits(), step.in.weights(g), step.in.heads(g))
          .at(step.in.shardOf(), own.omega(), own.pull(), own.slope(), own.residual(), loss)
          .ints(step.n, group.columns(), step.d, bias, group.coupled() ? 1 : 0)
          .elements(step.n);
      return;
    }
    step.launch(group.gaussian() ? "evidence_gaussian" : "evidence_bernoulli")
        .at(step.in.labels(g), own.logits(), step.in.weights(g), step.in.heads(g))
        .at(step.in.shardOf(), step.constants(g).taskOf(), step.constants(g).blockOf())
        .at(step.constants(g).precision(), own.omega(), own.pull(), own.slope())
        .at(own.residual(), loss)
        .ints(step.n, group.columns(), step.d, bias)
        .elements((long) step.n * group.columns());
  }

  /** What the step adds to η; in contrasts where coupled. */
  private void information(int g) {
    TaskGroup group = step.group(g);
    GroupStep own = step.step(g);
    int p = group.weights(step.d);
    Stack x = step.inputs();
    if (group.diagonal()) {
      step.launch("diagonal_information")
          .at(own.omega(), own.slope(), x.address(), step.in.heads(g), step.in.shardOf())
          .at(step.constants(g).blockOf(), own.information())
          .ints(step.n, group.columns(), p, step.d, x.ld())
          .elements((long) group.columns() * p);
      return;
    }
    long pull = own.pull();
    if (group.coupled()) {
      int k = group.contrasts();
      step.launch("contrast_curvature")
          .at(own.omega(), step.in.weights(g), own.coupling())
          .ints(step.n, k)
          .elements((long) step.n * k * k);
      step.launch("contrast_rows")
          .at(own.pull(), own.contrastPull())
          .ints(step.n, k)
          .elements((long) step.n * k);
      pull = own.contrastPull();
    }
    Launch launch = step.launch("information").at(pull, x.address(), own.information());
    int rows = group.informationRows();
    launch.reals(1).ints(step.n, rows, p, x.ld()).grid((p + 255) / 256, (rows + 7) / 8, 1, 256, 1);
  }
}
