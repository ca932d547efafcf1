package org.bayesagg.cuda.run;

/**
 * Sums rows' gradients with their weights, and of each task what its weights and variances sum to.
 */
final class CombinePhase {
  private static final int THREADS = 256;

  private final StepContext step;
  private final WeightPhase weights;
  private final double gain;
  private final boolean varied;
  private final long numerator;

  /** 0 where weights are not summed. */
  private final long denominator;

  private final long taskWeights;
  private final long taskVariances;

  CombinePhase(
      StepContext step, WeightPhase weights, double gain, boolean varied, boolean divided) {
    this.step = step;
    this.weights = weights;
    this.gain = gain;
    this.varied = varied;
    long size = (long) step.n * step.d;
    numerator = step.memory().floats("numerator", size);
    step.lane.clear(numerator, size * Float.BYTES);
    denominator = divided ? step.memory().floats("denominator", size) : 0;
    if (divided) {
      step.lane.clear(denominator, size * Float.BYTES);
    }
    long sums = (long) step.layout.tasks() * step.n;
    taskWeights = step.memory().doubles("task weights", sums);
    step.lane.clear(taskWeights, sums * Double.BYTES);
    taskVariances = step.memory().doubles("task variances", sums);
    step.lane.clear(taskVariances, sums * Double.BYTES);
  }

  /** Adds rows of a group. */
  void add(int g, RowSet rows) {
    TaskGroup group = step.group(g);
    int firstTask = group.taskOf()[rows.first()];
    int tasks = group.taskOf()[rows.first() + rows.columns() - 1] - firstTask + 1;
    int threads = Math.min(THREADS, (step.d + 31) / 32 * 32);
    long offset = (long) group.firstTask() * step.n * Double.BYTES;
    step.launch("combine")
        .struct(rows.words())
        .struct(weights.words())
        .at(step.in.weights(g), rows.taskOf(), rows.rowOf(), step.in.shardOf())
        .at(numerator, denominator, taskWeights + offset, taskVariances + offset)
        .ints(firstTask, tasks)
        .singles(gain)
        .ints(varied ? 1 : 0)
        .grid(step.n, 1, 1, threads, 1, tasks * (threads / 32) * 2 * Double.BYTES);
  }

  /** Adds one row. */
  void add(int g, StoredMoments moments) {
    long offset = (long) step.group(g).firstTask() * step.n * Double.BYTES;
    step.launch("combine_stored")
        .at(moments.plain(), moments.expected(), moments.variance())
        .struct(weights.words())
        .at(step.in.weights(g))
        .ints(moments.row())
        .at(numerator, denominator, taskWeights + offset, taskVariances + offset)
        .singles(gain)
        .ints(step.n, step.d)
        .grid(step.n, 1, 1, THREADS, 1);
  }

  /**
   * Divides, and writes the answer.
   *
   * @param divisor of FIRST, 0 for none
   */
  void finish(long divisor, boolean direction) {
    if (direction) {
      step.launch("direction")
          .at(numerator, denominator, divisor)
          .ints(weights.width())
          .at(step.in.factors(), step.out.direction(), step.out.status())
          .ints(step.n, step.d)
          .elements((long) step.n * step.d);
    }
    int tasks = step.layout.tasks();
    long totals = step.memory().doubles("share totals", step.n);
    step.launch("share_totals").at(taskWeights, totals).ints(tasks, step.n).elements(step.n);
    step.launch("shares")
        .at(taskWeights, taskVariances, totals, step.out.shares(), step.out.variances())
        .ints(step.n)
        .grid(tasks, 1, 1, 128, 1);
  }
}
