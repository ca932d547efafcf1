package org.bayesagg.math.step;

import java.util.Arrays;
import java.util.List;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Logits;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;

/** Lays checked shards end to end and evaluates every head on its own examples. */
public final class StepAssembly implements AutoCloseable {
  private final AggregationSpec spec;
  private final Algebra algebra;
  private final Workspace workspace;

  /** The workspace keeps the inputs' memory from step to step; it is the assembly's own. */
  public StepAssembly(AggregationSpec spec, Algebra algebra, Workspace workspace) {
    this.spec = spec;
    this.algebra = algebra;
    this.workspace = workspace;
  }

  /** One step's data. Cost 2 N d Σ o. */
  public StepData assemble(List<Batch> shards) {
    int d = spec.featureDim();
    int[] start = new int[shards.size() + 1];
    boolean weighted = false;
    for (int s = 0; s < shards.size(); s++) {
      start[s + 1] = Math.addExact(start[s], shards.get(s).examples());
      weighted |= shards.get(s).exampleWeights() != null;
    }
    int n = start[shards.size()];
    float[] features = shards.get(0).features();
    if (shards.size() > 1) {
      features = new float[Math.multiplyExact(n, d)];
      for (int s = 0; s < shards.size(); s++) {
        float[] own = shards.get(s).features();
        System.arraycopy(own, 0, features, start[s] * d, own.length);
      }
    }
    float[] weights = weighted ? new float[n] : null;
    for (int i = 0, s = 0; weighted && i < n; i++) {
      s = i >= start[s + 1] ? s + 1 : s;
      weights[i] = shards.get(s).weight(i - start[s]);
    }
    Inputs inputs = Inputs.of(features, n, d, algebra, workspace);
    TaskData[] tasks = new TaskData[spec.tasks().size()];
    StepData bare = new StepData(n, d, features, inputs, start, weights, tasks);
    for (int t = 0; t < tasks.length; t++) {
      tasks[t] = task(bare, shards, t);
    }
    return bare;
  }

  private TaskData task(StepData data, List<Batch> shards, int t) {
    TaskSpec task = spec.tasks().get(t);
    int o = task.outputs();
    int n = data.examples();
    float[][] heads = new float[shards.size()][];
    boolean covered = false;
    float[] labels = new float[Math.multiplyExact(n, o)];
    float[] weights = new float[n];
    double[] logits = new double[n * o];
    for (int s = 0; s < shards.size(); s++) {
      TaskBatch given = shards.get(s).tasks().get(t);
      if (given == null) {
        continue;
      }
      covered = true;
      heads[s] = given.head();
      int from = data.shardStart()[s];
      int count = shards.get(s).examples();
      logits(data, given.head(), from, count, o, logits);
      for (int i = 0; i < count; i++) {
        weights[from + i] = given.labelled(i) ? shards.get(s).weight(i) : 0;
      }
      labels(task, given.observation(), from, count, logits, labels);
    }
    return covered
        ? new TaskData(task, labels, weights, logits, linear(data, task, logits, heads), heads)
        : null;
  }

  /** Logits without the heads' biases where the posterior has none. */
  private static double[] linear(StepData data, TaskSpec task, double[] logits, float[][] heads) {
    if (task.bias()) {
      return logits;
    }
    int o = task.outputs();
    int d = data.featureDim();
    double[] linear = logits.clone();
    for (int s = 0; s < heads.length; s++) {
      for (int i = data.shardStart()[s]; heads[s] != null && i < data.shardStart()[s + 1]; i++) {
        for (int k = 0; k < o; k++) {
          linear[i * o + k] -= heads[s][k * (d + 1) + d];
        }
      }
    }
    return linear;
  }

  /**
   * A stored step's task at another head: the same labels and weights, new logits for every
   * example. The step's inputs must be in the workspace's {@code "inputs"}.
   */
  public TaskData atHead(StepData data, TaskData stored, float[] head) {
    int o = stored.spec().outputs();
    double[] logits = new double[data.examples() * o];
    logits(data, head, 0, data.examples(), o, logits);
    float[][] heads = new float[data.shards()][];
    Arrays.fill(heads, head);
    return new TaskData(
        stored.spec(),
        stored.labels(),
        stored.weights(),
        logits,
        linear(data, stored.spec(), logits, heads),
        heads);
  }

  /** A stored step's data with its inputs laid out again. */
  public StepData restore(StepData stored) {
    return new StepData(
        stored.examples(),
        stored.featureDim(),
        stored.features(),
        Inputs.of(stored.features(), stored.examples(), stored.featureDim(), algebra, workspace),
        stored.shardStart(),
        stored.exampleWeights(),
        stored.tasks());
  }

  /** z [count, o] of one shard at its head, written at its examples. */
  void logits(StepData data, float[] head, int from, int count, int o, double[] to) {
    int p = data.featureDim() + 1;
    Matrix weights = workspace.matrix("heads", Precision.DOUBLE, o, p);
    double[] values = new double[o * p];
    for (int j = 0; j < values.length; j++) {
      values[j] = head[j];
    }
    weights.write(0, o, values);
    Matrix result = workspace.matrix("logits", Precision.DOUBLE, count, o);
    algebra.wideProduct(data.inputs(p, Precision.SINGLE).view(from, 0, count, p), weights, result);
    double[] block = from == 0 && to.length == count * o ? to : new double[count * o];
    result.read(0, count, block);
    if (block != to) {
      System.arraycopy(block, 0, to, from * o, block.length);
    }
  }

  private static void labels(
      TaskSpec task,
      Observation observation,
      int from,
      int count,
      double[] logits,
      float[] labels) {
    int o = task.outputs();
    int start = from * o;
    if (observation instanceof Observation.Classes classes) {
      for (int i = 0; i < count; i++) {
        int label = classes.values()[i];
        if (label >= 0 && label < o) {
          labels[start + i * o + label] = 1;
        }
      }
      return;
    }
    if (observation instanceof Observation.Dense dense) {
      for (int j = 0; j < count * o; j++) {
        float y = dense.values()[j];
        labels[start + j] = Float.isFinite(y) ? y : 0;
      }
      return;
    }
    float[] gradients = ((Observation.OutputGradients) observation).values();
    double[] predictions = new double[o];
    for (int i = 0; i < count; i++) {
      System.arraycopy(logits, start + i * o, predictions, 0, o);
      Logits.toPredictions(task.likelihood(), predictions);
      for (int k = 0; k < o; k++) {
        float g = gradients[i * o + k];
        labels[start + i * o + k] = Float.isFinite(g) ? label(task, predictions[k], g) : 0;
      }
    }
  }

  /**
   * The label whose loss has gradient g at this prediction: z − g/2 of a squared error, else p − g.
   */
  private static float label(TaskSpec task, double prediction, float g) {
    if (task.likelihood() == LikelihoodKind.GAUSSIAN) {
      return (float) (prediction - g / 2.0);
    }
    return (float) task.likelihood().labelRange().clamp(prediction - g);
  }

  @Override
  public void close() {
    workspace.close();
  }
}
