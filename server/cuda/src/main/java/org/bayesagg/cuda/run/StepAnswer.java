package org.bayesagg.cuda.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bayesagg.math.PhaseNanos;
import org.bayesagg.math.ShardResult;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.likelihood.Helmert;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;

/** Puts a step's answer together from what the device brought back. */
final class StepAnswer {
  private final StepContext step;
  private final AggregationSpec spec;
  private final StepPlan plan;
  private final StepOutputs outputs;
  private final StepExtras extras;
  private final boolean bayesian;
  private final WeightPhase weights;

  StepAnswer(
      StepContext step, StepPlan plan, StepOutputs outputs, StepExtras extras, boolean bayesian) {
    this.step = step;
    this.spec = step.spec;
    this.plan = plan;
    this.outputs = outputs;
    this.extras = extras;
    this.bayesian = bayesian;
    this.weights = new WeightPhase(step, bayesian);
  }

  StepResult result(HostState host, Jitter jitter, PhaseNanos nanos) {
    boolean varied =
        bayesian
            && (spec.weightStatistic() == WeightStatistic.VARIANCE || outputs.gradientMoments());
    return new StepResult(
        bayesian,
        shards(),
        outputs.weightShares() ? byTask(step.out.shareValues(step.layout.tasks())) : null,
        varied ? variances() : filled(Double.NaN),
        bayesian && outputs.posteriorMeans() ? means() : null,
        losses(host),
        jitter.largest(),
        nanos);
  }

  private double[] filled(double value) {
    double[] values = new double[step.layout.tasks()];
    Arrays.fill(values, value);
    return values;
  }

  /** From the order of the groups to that of the specification. */
  private double[] byTask(double[] slots) {
    double[] values = new double[slots.length];
    for (TaskGroup group : step.layout.groups()) {
      for (int local = 0; local < group.tasks().size(); local++) {
        values[group.tasks().get(local)] = slots[group.firstTask() + local];
      }
    }
    return values;
  }

  private double[] variances() {
    double[] sums = byTask(step.out.varianceValues(step.layout.tasks()));
    for (int t = 0; t < sums.length; t++) {
      sums[t] =
          plan.covered(t) ? sums[t] / plan.labelled(t) / spec.tasks().get(t).rows() : Double.NaN;
    }
    return sums;
  }

  private double[][] losses(HostState host) {
    double[] values = step.out.lossValues(spec.rows());
    double[][] losses = new double[step.layout.tasks()][];
    boolean late = StepRunner.late(spec, bayesian);
    for (int t = 0; t < losses.length; t++) {
      boolean known = host.lossBatches[t] > 0 || (plan.total(t) > 0 && !late);
      int first = spec.firstRow(t);
      losses[t] =
          known
              ? Arrays.copyOfRange(values, first, first + spec.tasks().get(t).rows())
              : new double[0];
    }
    return losses;
  }

  /** Of tasks that came, [o, p] each; of the others the prior's own, which nothing changed. */
  private double[][] means() {
    double[][] means = new double[step.layout.tasks()][];
    for (int g = 0; g < step.layout.groups().size(); g++) {
      TaskGroup group = step.group(g);
      double[] all = extras.doubles("means " + g);
      for (int local = 0; all != null && local < group.tasks().size(); local++) {
        int p = group.weights(step.d);
        int rows = group.spec(local).outputs();
        int first = group.firstInformationRow(local);
        means[group.tasks().get(local)] =
            group.coupled()
                ? Helmert.of(group.columns()).expand(all, p)
                : Arrays.copyOfRange(all, first * p, (first + rows) * p);
      }
    }
    return means;
  }

  private List<ShardResult> shards() {
    List<ShardResult> shards = new ArrayList<>();
    float[] lambdas = outputs.weights() ? step.out.weightValues() : null;
    float[][] means = moments("mean ");
    float[][] variances = moments("variance ");
    for (int s = 0; s < plan.shards(); s++) {
      int from = plan.shardStart()[s];
      int own = plan.shardStart()[s + 1] - from;
      shards.add(
          new ShardResult(
              outputs.direction() ? step.out.directionValues(from * step.d, own * step.d) : null,
              lambdas == null ? null : weights(lambdas, from, own),
              lambdas == null ? null : weightShape(own),
              means == null ? null : ofShard(means, s),
              variances == null ? null : ofShard(variances, s)));
    }
    return shards;
  }

  private List<Integer> weightShape(int own) {
    if (weights.byExample()) {
      return List.of(own, spec.rows());
    }
    return weights.width() == 1 ? List.of(spec.rows()) : List.of(spec.rows(), weights.width());
  }

  private float[] weights(float[] lambdas, int from, int own) {
    int rows = spec.rows();
    if (weights.byExample()) {
      float[] values = Arrays.copyOfRange(lambdas, from * rows, (from + own) * rows);
      for (int i = 0; spec.weightNormalisation() == WeightNormalisation.SUM && i < own; i++) {
        divide(values, i * rows, 1, rows);
      }
      return values;
    }
    if (lambdas.length == 0) {
      float[] plain = new float[rows];
      Arrays.fill(plain, 1);
      return plain;
    }
    float[] values = lambdas.clone();
    int width = weights.width();
    for (int j = 0; j < width; j++) {
      if (spec.weightNormalisation() == WeightNormalisation.SUM) {
        divide(values, j, width, rows);
      } else if (spec.weightNormalisation() == WeightNormalisation.FIRST) {
        scale(values, j, width, rows, extras.floats("divisor")[j]);
      }
    }
    return values;
  }

  private static void divide(float[] values, int from, int step, int count) {
    float sum = 0;
    for (int r = 0; r < count; r++) {
      sum += values[from + r * step];
    }
    if (sum > 0) {
      scale(values, from, step, count, sum);
    }
  }

  private static void scale(float[] values, int from, int step, int count, float divisor) {
    for (int r = 0; r < count; r++) {
      values[from + r * step] /= divisor;
    }
  }

  /** Moments of each task [N, rows, d]; null where they were not asked for. */
  private float[][] moments(String what) {
    if (!outputs.gradientMoments() || !bayesian) {
      return null;
    }
    float[][] byTask = new float[step.layout.tasks()][];
    for (int g = 0; g < step.layout.groups().size(); g++) {
      TaskGroup group = step.group(g);
      float[] all = extras.floats(what + g);
      int columns = group.categorical() ? 1 : group.columns();
      for (int local = 0; all != null && local < group.tasks().size(); local++) {
        TaskSpec task = group.spec(local);
        int first = group.categorical() ? 0 : group.firstColumnOf(local);
        byTask[group.tasks().get(local)] = columns(all, columns, first, task.rows());
      }
    }
    return byTask;
  }

  private float[] columns(float[] all, int columns, int first, int rows) {
    if (rows == columns) {
      return all;
    }
    float[] own = new float[step.n * rows * step.d];
    for (int i = 0; i < step.n; i++) {
      System.arraycopy(all, (i * columns + first) * step.d, own, i * rows * step.d, rows * step.d);
    }
    return own;
  }

  private float[][] ofShard(float[][] byTask, int shard) {
    float[][] own = new float[byTask.length][];
    for (int t = 0; t < byTask.length; t++) {
      if (byTask[t] != null && plan.covered(t, shard)) {
        int width = spec.tasks().get(t).rows() * step.d;
        own[t] =
            Arrays.copyOfRange(
                byTask[t], plan.shardStart()[shard] * width, plan.shardStart()[shard + 1] * width);
      }
    }
    return own;
  }
}
