package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;

/** H of a step's examples: Σ ω x xᵀ of blocks, in float64. */
final class Grams {
  private final StepContext step;
  private final Gram[] kept;

  /**
   * H of some blocks.
   *
   * @param matrix one for each block, or one for all, to be multiplied by {@code scale}
   * @param scale a factor for each of the group's blocks; 0 for 1
   */
  record Gram(Stack matrix, long scale, int first, int count) {}

  Grams(StepContext step) {
    this.step = step;
    this.kept = new Gram[step.layout.groups().size()];
  }

  /** Bytes that H of a block and what it is made from take. */
  long bytes(int g) {
    TaskGroup group = step.group(g);
    long q = Stack.padded(group.size());
    return Double.BYTES * (q * q + step.n * q);
  }

  /** Blocks of a group to be worked on at a time. */
  int together(int g) {
    return step.together(bytes(g), step.group(g).blocks());
  }

  /** Takes the memory that {@link #of} will need for a group, while nothing depends on it yet. */
  void reserve(int g) {
    TaskGroup group = step.group(g);
    int q = group.size();
    int count = together(g);
    if (group.diagonal()) {
      step.memory().doubles("diagonal precision", (long) group.blocks() * q);
    } else if (group.gaussian() && step.step(g).uniform()) {
      step.memory().stack("shared gram " + g, true, 1, q, q);
    } else {
      step.memory().stack("weighted inputs", true, count, step.n, q);
      step.memory().stack("grams " + g, true, count, q, q);
    }
  }

  /** H of blocks; valid until the next call for the group. */
  Gram of(int g, int first, int count) {
    Gram before = kept[g];
    if (before != null && before.first() == first && before.count() == count) {
      return before;
    }
    TaskGroup group = step.group(g);
    if (group.gaussian() && step.step(g).uniform()) {
      kept[g] = shared(g, first, count);
    } else if (group.coupled()) {
      kept[g] = coupled(g);
    } else {
      kept[g] = weighted(g, first, count);
    }
    return kept[g];
  }

  private Gram shared(int g, int first, int count) {
    int q = step.group(g).size();
    Stack gram = step.memory().stack("shared gram " + g, true, 1, q, q);
    if (kept[g] == null) {
      step.blas().gram(step.inputs(q, true), gram);
    }
    long scale = step.constants(g).blockScale() + (long) first * Double.BYTES;
    return new Gram(gram.shared(count), scale, first, count);
  }

  private Gram weighted(int g, int first, int count) {
    int q = step.group(g).size();
    Stack rows = step.memory().stack("weighted inputs", true, count, step.n, q);
    long omega = step.step(g).omega() + (long) first * step.n * Double.BYTES;
    scale(omega, rows, true);
    Stack gram = step.memory().stack("grams " + g, true, count, q, q);
    step.blas().gram(rows, gram);
    return new Gram(gram, 0, first, count);
  }

  private void scale(long omega, Stack to, boolean root) {
    Stack x = step.inputs();
    step.launch("weighted_inputs")
        .at(x.address(), omega, to.address())
        .ints(step.n, to.cols(), x.ld(), to.ld(), root ? 1 : 0, to.count())
        .elements((long) to.count() * step.n * to.ld());
  }

  /** A ⊗ x xᵀ, one product for each pair of contrasts of the lower triangle. */
  private Gram coupled(int g) {
    TaskGroup group = step.group(g);
    int k = group.contrasts();
    int p = group.weights(step.d);
    Stack gram = step.memory().stack("grams " + g, true, 1, group.size(), group.size());
    Stack left = step.memory().stack("weighted inputs", true, 1, step.n, p);
    Stack x = step.inputs(p, true);
    for (int a = 0; a < k; a++) {
      for (int b = 0; b <= a; b++) {
        scale(step.step(g).coupling() + (long) (a * k + b) * step.n * Double.BYTES, left, false);
        Stack to = gram.rows(a * p, p).cols(b * p, p);
        step.blas().gemm(true, false, 1, left, x, 0, to);
      }
    }
    return new Gram(gram, 0, 0, 1);
  }
}
