package org.bayesagg.cuda.run;

import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** A step's examples as an exact epoch keeps them, with the labels that the device made of them. */
final class StoredExamples {
  private final RunLayout layout;
  private final AggregationSpec spec;
  private final StepPlan plan;
  private final StepExtras extras;

  StoredExamples(RunLayout layout, StepPlan plan, StepExtras extras) {
    this.layout = layout;
    this.spec = layout.spec();
    this.plan = plan;
    this.extras = extras;
  }

  /** Copies of all that is kept. */
  StepData step() {
    int n = plan.examples();
    int d = spec.featureDim();
    float[] features = new float[Math.multiplyExact(n, d)];
    boolean weighted = false;
    for (int s = 0; s < plan.shards(); s++) {
      float[] own = plan.batches().get(s).features();
      System.arraycopy(own, 0, features, plan.shardStart()[s] * d, own.length);
      weighted |= plan.batches().get(s).exampleWeights() != null;
    }
    float[] weights = weighted ? new float[n] : null;
    for (int s = 0; weighted && s < plan.shards(); s++) {
      Batch shard = plan.batches().get(s);
      for (int i = 0; i < shard.examples(); i++) {
        weights[plan.shardStart()[s] + i] = shard.weight(i);
      }
    }
    TaskData[] tasks = new TaskData[layout.tasks()];
    for (int t = 0; t < tasks.length; t++) {
      tasks[t] = plan.total(t) > 0 ? task(t) : null;
    }
    return new StepData(n, d, features, null, new int[] {0, n}, weights, tasks);
  }

  private TaskData task(int t) {
    TaskGroup group = layout.groupOf(t);
    int local = group.tasks().indexOf(t);
    int o = group.spec(local).outputs();
    int n = plan.examples();
    int first = group.firstColumnOf(local);
    float[] all = extras.floats("labels " + layout.groups().indexOf(group));
    float[] labels = new float[n * o];
    for (int i = 0; i < n; i++) {
      System.arraycopy(all, i * group.columns() + first, labels, i * o, o);
    }
    float[] weights = new float[n];
    for (int s = 0; s < plan.shards(); s++) {
      Batch shard = plan.batches().get(s);
      TaskBatch own = shard.tasks().get(t);
      for (int i = 0; own != null && i < shard.examples(); i++) {
        weights[plan.shardStart()[s] + i] = own.labelled(i) ? shard.weight(i) : 0;
      }
    }
    return new TaskData(group.spec(local), labels, weights, null, null, null);
  }
}
