package org.bayesagg.math.inspection;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.TaskSpec;

/** Which tasks pull the features the same way, and which against each other. */
public final class TaskGradients {
  private TaskGradients() {}

  /**
   * Cosines between the tasks' gradients of the features at the heads that came.
   *
   * <p>cos(s, t) = ⟨G_s, G_t⟩ / (|G_s| |G_t|) with G_t [n, d], row i = u_i Σ_k ∂loss_t/∂z_k w_k,
   * the plain gradient of the task's loss without any posterior. 1: the same way; −1: what helps
   * one harms the other.
   *
   * <p>Edge cases: NaN where a task has no labelled example or a gradient of zero. Rows without a
   * label of a task count as zero for it.
   *
   * @param shards lent until the call returns, checked before; not modified
   * @param tasks places of the tasks to compare, K of them
   * @param mostExamples of each shard that are looked at, the first ones
   * @return [K][K], symmetric, 1 on the diagonal; belongs to the caller. Cost n (Σ o d + K² d / 2)
   */
  public static double[][] cosines(
      AggregationSpec spec, List<Batch> shards, int[] tasks, int mostExamples) {
    int d = spec.featureDim();
    double[][] products = new double[tasks.length][tasks.length];
    double[][] gradients = new double[tasks.length][d];
    for (Batch shard : shards) {
      List<LabelReader> readers = readers(spec, shard, tasks);
      for (int i = 0; i < Math.min(shard.examples(), mostExamples); i++) {
        boolean[] there = new boolean[tasks.length];
        for (int t = 0; t < tasks.length; t++) {
          TaskBatch part = shard.tasks().get(tasks[t]);
          there[t] = part != null && part.labelled(i);
          if (there[t]) {
            gradient(spec.tasks().get(tasks[t]), part, readers.get(t), shard, i, gradients[t]);
          }
        }
        addProducts(gradients, there, products);
      }
    }
    return normalised(products);
  }

  private static List<LabelReader> readers(AggregationSpec spec, Batch shard, int[] tasks) {
    List<LabelReader> readers = new ArrayList<>(tasks.length);
    for (int task : tasks) {
      TaskBatch part = shard.tasks().get(task);
      readers.add(
          part == null
              ? null
              : new LabelReader(spec.tasks().get(task), spec.featureDim(), shard, part));
    }
    return readers;
  }

  private static void gradient(
      TaskSpec task, TaskBatch part, LabelReader reader, Batch shard, int example, double[] to) {
    reader.read(example);
    java.util.Arrays.fill(to, 0);
    for (int k = 0; k < task.outputs(); k++) {
      double residual = shard.weight(example) * reader.residual(k);
      int row = k * (to.length + 1);
      for (int j = 0; j < to.length; j++) {
        to[j] += residual * part.head()[row + j];
      }
    }
  }

  private static void addProducts(double[][] gradients, boolean[] there, double[][] products) {
    for (int s = 0; s < gradients.length; s++) {
      for (int t = 0; t <= s; t++) {
        if (there[s] && there[t]) {
          double sum = 0;
          for (int j = 0; j < gradients[s].length; j++) {
            sum += gradients[s][j] * gradients[t][j];
          }
          products[s][t] += sum;
        }
      }
    }
  }

  private static double[][] normalised(double[][] products) {
    double[] norms = new double[products.length];
    for (int t = 0; t < norms.length; t++) {
      norms[t] = Math.sqrt(products[t][t]);
    }
    double[][] cosines = new double[norms.length][norms.length];
    for (int s = 0; s < norms.length; s++) {
      for (int t = 0; t <= s; t++) {
        double norm = norms[s] * norms[t];
        double cosine = norm > 0 ? Math.max(-1, Math.min(1, products[s][t] / norm)) : Double.NaN;
        cosines[s][t] = cosine;
        cosines[t][s] = cosine;
      }
    }
    return cosines;
  }
}
