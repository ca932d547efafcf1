package org.bayesagg.math.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.Reduction;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;

/** Specifications and batches made from others. */
public final class Edits {
  private Edits() {}

  /** The paper's choices for these tasks, directions not divided by the examples. */
  public static AggregationSpec paper(int featureDim, List<TaskSpec> tasks) {
    return new AggregationSpec(
        featureDim,
        tasks,
        Preset.PAPER,
        GradientCentre.POSTERIOR,
        1,
        WeightStatistic.VARIANCE,
        VariancePooling.EXAMPLE,
        WeightGranularity.DIMENSION,
        WeightNormalisation.SUM,
        false,
        new PriorRefresh.StreamingEpoch(),
        1,
        Reduction.SUM,
        1e-8,
        0.95,
        1);
  }

  /** The same choices for other tasks. */
  public static AggregationSpec withTasks(AggregationSpec spec, List<TaskSpec> tasks) {
    return with(spec, tasks, spec.priorRefresh(), spec.reduction());
  }

  /** The same but for the prior. */
  public static AggregationSpec withPrior(AggregationSpec spec, PriorRefresh prior) {
    return with(spec, spec.tasks(), prior, spec.reduction());
  }

  /** The same but for the reduction. */
  public static AggregationSpec withReduction(AggregationSpec spec, Reduction reduction) {
    return with(spec, spec.tasks(), spec.priorRefresh(), reduction);
  }

  private static AggregationSpec with(
      AggregationSpec spec, List<TaskSpec> tasks, PriorRefresh prior, Reduction reduction) {
    return new AggregationSpec(
        spec.featureDim(),
        tasks,
        spec.preset(),
        spec.gradientCentre(),
        spec.expectationGain(),
        spec.weightStatistic(),
        spec.variancePooling(),
        spec.weightGranularity(),
        spec.weightNormalisation(),
        spec.noiseFromLoss(),
        prior,
        spec.warmupEpochs(),
        reduction,
        spec.varianceFloor(),
        spec.lossDecay(),
        spec.refreshInterval());
  }

  /** The same task with another exponent. */
  public static TaskSpec withExponent(TaskSpec task, double exponent) {
    return new TaskSpec(
        task.name(),
        task.likelihood(),
        task.outputs(),
        task.bias(),
        task.priorVariance(),
        task.noiseVariance(),
        exponent,
        task.structure());
  }

  /** The examples {@code order} in that order; an index may come twice or not at all. */
  public static Batch select(Batch batch, int... order) {
    int n = batch.examples();
    List<TaskBatch> tasks = new ArrayList<>();
    for (TaskBatch task : batch.tasks()) {
      tasks.add(task == null ? null : select(task, n, order));
    }
    return new Batch(
        order.length,
        rows(batch.features(), n, order),
        tasks,
        batch.exampleWeights() == null ? null : rows(batch.exampleWeights(), n, order));
  }

  private static TaskBatch select(TaskBatch task, int n, int... order) {
    byte[] mask = null;
    if (task.mask() != null) {
      mask = new byte[order.length];
      for (int i = 0; i < order.length; i++) {
        mask[i] = task.mask()[order[i]];
      }
    }
    Observation observation = task.observation();
    if (observation instanceof Observation.Dense dense) {
      observation = new Observation.Dense(rows(dense.values(), n, order));
    } else if (observation instanceof Observation.OutputGradients gradients) {
      observation = new Observation.OutputGradients(rows(gradients.values(), n, order));
    } else if (observation instanceof Observation.Classes classes) {
      observation =
          new Observation.Classes(Arrays.stream(order).map(i -> classes.values()[i]).toArray());
    }
    return new TaskBatch(observation, mask, task.head());
  }

  private static float[] rows(float[] values, int n, int... order) {
    int width = values.length / n;
    float[] result = new float[order.length * width];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(values, order[i] * width, result, i * width, width);
    }
    return result;
  }

  /** Whole numbers from {@code first} to before {@code end}. */
  public static int[] range(int first, int end) {
    return IntStream.range(first, end).toArray();
  }

  /** The batch with these example weights. */
  public static Batch weighted(Batch batch, float... weights) {
    return new Batch(batch.examples(), batch.features(), batch.tasks(), weights);
  }

  /** The batch with one mask for all tasks. */
  public static Batch masked(Batch batch, byte... mask) {
    List<TaskBatch> tasks = new ArrayList<>();
    for (TaskBatch task : batch.tasks()) {
      tasks.add(new TaskBatch(task.observation(), mask, task.head()));
    }
    return new Batch(batch.examples(), batch.features(), tasks, batch.exampleWeights());
  }

  /** The batch with a task's part replaced; null takes it away. */
  public static Batch withTask(Batch batch, int index, TaskBatch task) {
    List<TaskBatch> tasks = new ArrayList<>(batch.tasks());
    tasks.set(index, task);
    return new Batch(batch.examples(), batch.features(), tasks, batch.exampleWeights());
  }

  /** The batch with the tasks in another order, or fewer of them. */
  public static Batch withTaskOrder(Batch batch, int... order) {
    List<TaskBatch> tasks = new ArrayList<>();
    for (int t : order) {
      tasks.add(batch.tasks().get(t));
    }
    return new Batch(batch.examples(), batch.features(), tasks, batch.exampleWeights());
  }

  /** The batch with the heads of another. */
  public static Batch withHeads(Batch batch, Batch other) {
    List<TaskBatch> tasks = new ArrayList<>();
    for (int t = 0; t < batch.tasks().size(); t++) {
      TaskBatch task = batch.tasks().get(t);
      tasks.add(new TaskBatch(task.observation(), task.mask(), other.tasks().get(t).head()));
    }
    return new Batch(batch.examples(), batch.features(), tasks, batch.exampleWeights());
  }
}
