package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;

/**
 * Adds a step's evidence to what is kept. Every kernel here looks at the step's status first: a
 * step that does not count changes nothing, without the host having to wait for the verdict.
 */
final class CommitPhase {
  private final StepContext step;
  private final Grams grams;

  CommitPhase(StepContext step, Grams grams) {
    this.step = step;
    this.grams = grams;
  }

  /** A factor that failed makes the step not count. */
  void verdict() {
    int blocks = step.layout.blocks();
    step.launch("verdict").at(step.out.status(), step.out.info(0)).ints(blocks).elements(blocks);
  }

  /** Adds a group's evidence, block by block and row by row kept as much as the step says. */
  void evidence(int g, Stack precision, Stack information) {
    TaskGroup group = step.group(g);
    if (group.diagonal()) {
      diagonal(g, precision);
    } else {
      int together = grams.together(g);
      for (int first = 0; first < group.blocks(); first += together) {
        blocks(g, precision, first, Math.min(together, group.blocks() - first));
      }
    }
    int p = group.weights(step.d);
    int rows = group.informationRows();
    step.launch("accumulate_rows")
        .at(step.out.status(), information.address(), step.step(g).information())
        .at(step.in.keepRows(g))
        .ints(rows, p)
        .elements((long) rows * p);
  }

  private void blocks(int g, Stack precision, int first, int count) {
    Grams.Gram gram = grams.of(g, first, count);
    Stack to = precision.slice(first, count);
    step.launch("accumulate")
        .at(step.out.status(), to.address(), gram.matrix().address())
        .at(step.in.keepBlocks(g) + (long) first * Double.BYTES, gram.scale())
        .ints(to.rows(), to.ld())
        .longs(to.stride(), gram.matrix().stride())
        .ints(count)
        .elements((long) count * to.rows() * to.ld());
  }

  private void diagonal(int g, Stack precision) {
    TaskGroup group = step.group(g);
    int q = group.size();
    Stack x = step.inputs();
    long own = step.memory().doubles("diagonal precision", (long) group.blocks() * q);
    step.launch("diagonal_precision")
        .at(step.step(g).omega(), x.address(), own)
        .ints(step.n, q, x.ld(), group.blocks())
        .elements((long) group.blocks() * q);
    step.launch("accumulate_rows")
        .at(step.out.status(), precision.address(), own, step.in.keepBlocks(g))
        .ints(group.blocks(), q)
        .elements((long) group.blocks() * q);
  }

  /** Takes the losses and the divisor over. */
  void numbers(RunMemory memory, boolean divisor) {
    int rows = step.spec.rows();
    step.launch("commit")
        .at(step.out.status(), memory.losses(), memory.nextLosses())
        .ints(rows)
        .elements(rows);
    if (divisor) {
      int width = WeightPhase.divisorWidth(step.spec);
      step.launch("commit_floats")
          .at(step.out.status(), memory.divisor(), memory.nextDivisor())
          .ints(width)
          .elements(width);
    }
  }
}
