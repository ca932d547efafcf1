package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;

/**
 * Where products with covariances lie: of the blocks at work, or of a categorical task of all its
 * classes, since its moments need them together.
 */
final class ProductMemory {
  private final StepContext step;

  ProductMemory(StepContext step) {
    this.step = step;
  }

  /** c [blocks, n, q] in float32. */
  Stack products(int g, int first, int count) {
    TaskGroup group = step.group(g);
    int all = group.categorical() ? group.blocks() : count;
    Stack c = step.memory().stack("products", false, all, step.n, group.size());
    return group.categorical() ? c.slice(first, count) : c;
  }

  /** v [blocks, n]. */
  long variances(int g, int first, int count) {
    int all = step.group(g).categorical() ? step.group(g).blocks() : count;
    long v = step.memory().doubles("variances of logits", (long) all * step.n);
    return step.group(g).categorical() ? v + (long) first * step.n * Double.BYTES : v;
  }

  /** Σ_ii [blocks, q]. */
  long diagonals(int g, int first, int count) {
    TaskGroup group = step.group(g);
    int all = group.categorical() ? group.blocks() : count;
    long at = step.memory().doubles("variances of weights", (long) all * group.size());
    return group.categorical() ? at + (long) first * group.size() * Double.BYTES : at;
  }

  /** Blocks of a grid in which a warp takes a row. */
  int grid(int count) {
    return (int) Math.min(((long) count * step.n + 7) / 8, 1 << 16);
  }

  /** From products as they come: float32, and the variances of logits. */
  Products taken(int g, int first, Stack p, long diagonal) {
    Stack c = products(g, first, p.count());
    long v = variances(g, first, p.count());
    Stack x = step.inputs();
    step.launch(p.wide() ? "products_double" : "products_single")
        .at(p.address(), x.address(), c.address(), v)
        .ints(step.n, p.cols(), p.ld())
        .longs(p.stride())
        .ints(x.ld(), c.ld(), p.count())
        .grid(grid(p.count()), 1, 1, 32, 8);
    return new Products(c, v, diagonal, first, null);
  }

  /**
   * All blocks of a categorical task, whose chunks have been worked out.
   *
   * @param diagonal Σ_ii of all of them; 0 where not wanted
   */
  Products whole(int g, long diagonal) {
    TaskGroup group = step.group(g);
    return new Products(
        step.memory().stack("products", false, group.blocks(), step.n, group.size()),
        step.memory().doubles("variances of logits", (long) group.blocks() * step.n),
        diagonal,
        0,
        null);
  }
}
