package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;

/** Gradient moments of Gaussian and Bernoulli tasks, as factors of their rows. */
final class MomentPhase {
  /** Floats of an example and row, as in the kernels. */
  private static final int FACTORS = 8;

  private final StepContext step;
  private final CentrePhase centres;

  MomentPhase(StepContext step) {
    this.step = step;
    this.centres = new CentrePhase(step);
  }

  /** Rows of the blocks that have been worked out. */
  RowSet rows(int g, Products products, long lossValues) {
    TaskGroup group = step.group(g);
    int first = group.firstColumn()[products.first()];
    int columns = group.firstColumn()[products.first() + products.count()] - first;
    RowSet.Centre centre = centres.of(g, first, columns);
    long factors = step.memory().floats("factors", (long) step.n * columns * FACTORS);
    long scale = step.memory().floats("row scales", columns);
    if (group.gaussian()) {
      step.launch("factors_gaussian")
          .at(centre.logits(), step.in.labels(g), products.variance(), lossValues)
          .at(step.in.corrections(), step.constants(g).rowOf(), step.constants(g).blockOf())
          .at(factors, scale)
          .ints(step.spec.noiseFromLoss() ? 1 : 0, step.n, group.columns(), first, columns)
          .ints(products.first())
          .elements((long) step.n * columns);
    } else {
      logistic(g, centre.logits(), step.in.labels(g), products, factors, scale, first, columns, 1);
    }
    return rows(g, products, centre, factors, scale, first, columns);
  }

  private void logistic(
      int g,
      long logits,
      long labels,
      Products products,
      long factors,
      long scale,
      int first,
      int columns,
      double rowScale) {
    step.launch("factors_logistic")
        .at(logits, labels, products.variance(), step.constants(g).blockOf(), factors, scale)
        .reals(rowScale)
        .ints(step.n, step.group(g).columns(), first, columns, products.first())
        .struct(step.constants.rules())
        .elements((long) step.n * columns);
  }

  private RowSet rows(
      int g,
      Products products,
      RowSet.Centre centre,
      long factors,
      long scale,
      int first,
      int columns) {
    Stack c = products.products();
    return new RowSet(
        RowSet.words(
            c == null ? 0 : c.address(),
            centre,
            products.diagonal(),
            factors,
            scale,
            step.constants(g).blockOf(),
            c == null ? 0 : c.ld(),
            step.group(g).size(),
            step.n,
            step.d,
            first,
            columns,
            products.first()),
        first,
        columns,
        step.constants(g).taskOf(),
        step.constants(g).rowOf());
  }

  /** Plain gradients at the heads of some blocks' columns. */
  RowSet plain(int g, int firstBlock, int blocks) {
    TaskGroup group = step.group(g);
    int first = group.firstColumn()[firstBlock];
    int columns = group.firstColumn()[firstBlock + blocks] - first;
    long factors = step.memory().floats("factors", (long) step.n * columns * FACTORS);
    long scale = step.memory().floats("row scales", columns);
    step.launch("factors_plain")
        .at(step.step(g).residual(), factors, scale)
        .ints(step.n, group.columns(), first, columns)
        .elements((long) step.n * columns);
    Products none = new Products(null, 0, 0, firstBlock, null);
    return rows(g, none, centres.heads(g), factors, scale, first, columns);
  }
}
