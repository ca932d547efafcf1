package org.bayesagg.cuda.run;

import java.util.List;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.Reduction;
import org.bayesagg.math.spec.TaskSpec;

/** What the host knows of a step's batches before anything runs, and how they are packed. */
final class StepPlan {
  private final RunLayout layout;
  private final AggregationSpec spec;
  private final List<Batch> shards;
  private final int[] shardStart;
  private final boolean[] covered;
  private final boolean[] uniform;
  private final boolean[] gradients;
  private final double[] totals;
  private final long[] labelled;

  StepPlan(RunLayout layout, List<Batch> shards) {
    this.layout = layout;
    this.spec = layout.spec();
    this.shards = shards;
    this.shardStart = new int[shards.size() + 1];
    for (int s = 0; s < shards.size(); s++) {
      shardStart[s + 1] = Math.addExact(shardStart[s], shards.get(s).examples());
    }
    int tasks = spec.tasks().size();
    this.covered = new boolean[tasks];
    this.uniform = new boolean[tasks];
    this.gradients = new boolean[tasks];
    this.totals = new double[tasks];
    this.labelled = new long[tasks];
    for (int t = 0; t < tasks; t++) {
      look(t);
    }
  }

  private void look(int t) {
    uniform[t] = true;
    for (Batch shard : shards) {
      TaskBatch task = shard.tasks().get(t);
      uniform[t] &= task != null && task.mask() == null && shard.exampleWeights() == null;
      if (task == null) {
        continue;
      }
      covered[t] = true;
      gradients[t] |= task.observation() instanceof Observation.OutputGradients;
      for (int i = 0; i < shard.examples(); i++) {
        float weight = task.labelled(i) ? shard.weight(i) : 0;
        totals[t] += weight;
        labelled[t] += weight > 0 ? 1 : 0;
      }
    }
  }

  int[] shardStart() {
    return shardStart;
  }

  int examples() {
    return shardStart[shards.size()];
  }

  int shards() {
    return shards.size();
  }

  List<Batch> batches() {
    return shards;
  }

  /** Whether a task came with any shard. */
  boolean covered(int task) {
    return covered[task];
  }

  /** Whether a task came with a shard. */
  boolean covered(int task, int shard) {
    return shards.get(shard).tasks().get(task) != null;
  }

  double total(int task) {
    return totals[task];
  }

  long labelled(int task) {
    return labelled[task];
  }

  /** Tells a group's step what the host knows. */
  void facts(StepContext step) {
    for (int g = 0; g < layout.groups().size(); g++) {
      boolean any = false;
      boolean all = true;
      boolean asked = false;
      for (int t : layout.groups().get(g).tasks()) {
        any |= covered[t];
        all &= uniform[t];
        asked |= gradients[t];
      }
      step.step(g).facts(any, all, asked);
    }
  }

  /** Writes everything into a step's inbox. */
  void pack(Inbox in, HostState host, boolean late) {
    for (int s = 0; s < shards.size(); s++) {
      in.features(shardStart[s], shards.get(s).features(), s);
      int own = shards.get(s).examples();
      for (int i = 0; i < own; i++) {
        in.factor(shardStart[s] + i, (float) (scale(own) * shards.get(s).weight(i)));
      }
    }
    double keep =
        spec.priorRefresh() instanceof PriorRefresh.Forgetting forgetting ? forgetting.factor() : 1;
    for (int g = 0; g < layout.groups().size(); g++) {
      TaskGroup group = layout.groups().get(g);
      for (int local = 0; local < group.tasks().size(); local++) {
        int t = group.tasks().get(local);
        for (int s = 0; s < shards.size(); s++) {
          in.task(g, local, s, shardStart[s], shards.get(s), shards.get(s).tasks().get(t));
        }
        in.total(g, local, totals[t]);
        in.keep(g, local, covered[t] ? keep : 1);
        correction(in, host, t, late);
      }
    }
  }

  private void correction(Inbox in, HostState host, int t, boolean late) {
    TaskSpec task = spec.tasks().get(t);
    long batches = host.lossBatches[t] + (totals[t] > 0 && !late ? 1 : 0);
    for (int r = 0; r < task.rows(); r++) {
      in.correction(spec.firstRow(t) + r, host.correction(t, batches));
    }
  }

  private double scale(int own) {
    if (spec.reduction() == Reduction.SUM) {
      return 1;
    }
    return 1.0 / (spec.reduction() == Reduction.MEAN_LOCAL ? own : examples());
  }
}
