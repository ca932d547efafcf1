package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;

/** Posteriors of which the diagonals of the precisions are kept. */
final class DiagonalPosterior {
  private final StepContext step;
  private final ProductMemory products;
  private final boolean means;

  DiagonalPosterior(StepContext step, ProductMemory products, boolean means) {
    this.step = step;
    this.products = products;
    this.means = means;
  }

  /** Blocks of a group. */
  Products of(int g, int first, int count, boolean labelled) {
    TaskGroup group = step.group(g);
    int q = group.size();
    long variances = products.diagonals(g, first, count);
    long own = labelled ? step.memory().doubles("diagonal precision", (long) count * q) : 0;
    Stack x = step.inputs();
    if (labelled) {
      step.launch("diagonal_precision")
          .at(step.step(g).omega() + (long) first * step.n * Double.BYTES, x.address(), own)
          .ints(step.n, q, x.ld(), count)
          .elements((long) count * q);
    }
    step.launch("diagonal_variances")
        .at(step.state(g).prior().address() + (long) first * q * Double.BYTES, own)
        .at(step.constants(g).inversePrior() + (long) first * Double.BYTES, variances)
        .ints(q, count)
        .elements((long) count * q);
    Stack c = products.products(g, first, count);
    long v = products.variances(g, first, count);
    step.launch("diagonal_products")
        .at(variances, x.address(), c.address(), v)
        .ints(step.n, q, x.ld(), c.ld(), count)
        .grid(products.grid(count), 1, 1, 32, 8);
    if (means) {
      means(g, first, count, variances, labelled);
    }
    return new Products(c, v, variances, first, null);
  }

  private void means(int g, int first, int count, long variances, boolean labelled) {
    TaskGroup group = step.group(g);
    int q = group.size();
    int from = group.firstColumn()[first];
    int columns = group.firstColumn()[first + count] - from;
    long offset = (long) from * q * Double.BYTES;
    // Blocks are counted from the chunk's first.
    step.launch("diagonal_means")
        .at(variances - (long) first * q * Double.BYTES)
        .at(step.state(g).priorInformation().address() + offset)
        .at(labelled ? step.step(g).information() + offset : 0)
        .at(step.constants(g).blockOf() + (long) from * Integer.BYTES)
        .at(step.step(g).means() + offset)
        .ints(columns, q)
        .elements((long) columns * q);
  }
}
