package org.bayesagg.math.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightStatistic;

/**
 * The whole method in plain double precision, written from its definition and sharing no code with
 * the product: what the aggregator must agree with. Slow on purpose; inputs are trusted.
 */
public final class ReferenceAggregator {
  private final AggregationSpec spec;
  private final List<ReferenceTask> tasks = new ArrayList<>();
  private int epochsClosed;
  private int bayesianSteps;
  private double[] firstDivisor;

  public ReferenceAggregator(AggregationSpec spec) {
    this.spec = spec;
    for (int t = 0; t < spec.tasks().size(); t++) {
      tasks.add(new ReferenceTask(spec, t));
    }
  }

  public boolean hasPrior() {
    return epochsClosed >= spec.warmupEpochs();
  }

  public void closeEpoch() {
    tasks.forEach(ReferenceTask::closeEpoch);
    epochsClosed++;
  }

  public ReferenceStep step(List<Batch> shards) {
    boolean bayesian = hasPrior();
    List<List<Observed>> observed = shards.stream().map(this::observe).toList();
    List<Posterior> posteriors = new ArrayList<>();
    List<Posterior> held = new ArrayList<>();
    boolean late = bayesian && spec.refreshInterval() > 1;
    for (int t = 0; t < tasks.size(); t++) {
      int task = t;
      List<Observed> parts =
          observed.stream().map(shard -> shard.get(task)).filter(Objects::nonNull).toList();
      posteriors.add(tasks.get(t).step(parts));
      held.add(
          bayesian ? tasks.get(t).held(posteriors.get(t), !parts.isEmpty(), bayesianSteps) : null);
      if (!late) {
        tasks.get(t).updateLoss(parts);
      }
    }
    bayesianSteps += bayesian ? 1 : 0;
    List<RowGradients> gradients = new ArrayList<>();
    for (int s = 0; s < shards.size(); s++) {
      gradients.add(gradients(shards.get(s), observed.get(s), bayesian ? held : null));
    }
    RowWeights weights = weights(gradients, bayesian);
    double total = shards.stream().mapToInt(Batch::examples).sum();
    List<double[]> directions = new ArrayList<>();
    List<double[]> shown = new ArrayList<>();
    List<double[][]> means = new ArrayList<>();
    List<double[][]> variances = new ArrayList<>();
    for (int s = 0; s < shards.size(); s++) {
      RowGradients shard = gradients.get(s);
      double divisor =
          switch (spec.reduction()) {
            case MEAN_LOCAL -> shard.examples();
            case MEAN_GLOBAL -> total;
            case SUM -> 1;
          };
      directions.add(direction(shard, weights, divisor));
      shown.add(weights == null ? null : shown(shard, weights));
      means.add(byTask(shard.mean(), observed.get(s)));
      variances.add(byTask(shard.variance(), observed.get(s)));
    }
    ReferenceStep result =
        new ReferenceStep(
            bayesian,
            directions,
            shown,
            means,
            variances,
            bayesian
                ? posteriors.stream().map(p -> Flat.of(p.mean())).toArray(double[][]::new)
                : null,
            tasks.stream().map(ReferenceTask::runningLoss).toArray(double[][]::new));
    for (int t = 0; late && t < tasks.size(); t++) {
      int task = t;
      tasks
          .get(t)
          .updateLoss(
              observed.stream().map(shard -> shard.get(task)).filter(Objects::nonNull).toList());
    }
    if (bayesian) {
      tasks.forEach(task -> task.refresh(bayesianSteps));
    }
    return result;
  }

  /** Mean [o · p] of the task's posterior before the next step. */
  public double[] priorMean(int task) {
    return Flat.of(tasks.get(task).prior().mean());
  }

  /** Precision of the task's posterior before the next step: its blocks, or its diagonals. */
  public double[] priorPrecision(int task) {
    return shown(task, tasks.get(task).prior().precision());
  }

  /** The inverse of {@link #priorPrecision}. */
  public double[] priorCovariance(int task) {
    return shown(task, tasks.get(task).prior().covariance());
  }

  private double[] shown(int task, double[][][] blocks) {
    return spec.tasks().get(task).structure() == PrecisionStructure.DIAGONAL
        ? Flat.of(Arrays.stream(blocks).map(LinearAlgebra::diagonal).toArray(double[][]::new))
        : Flat.of(blocks);
  }

  public double[] runningLoss(int task) {
    return tasks.get(task).runningLoss();
  }

  public long evidenceCount(int task) {
    return tasks.get(task).labelled();
  }

  /** Predictive mean [n][o] under the posterior before the next step. */
  public double[] predictMean(int task, double[][] features) {
    return predict(task, features, false);
  }

  /** Predictive variance [n][o]: with label noise for Gaussian tasks, of the logits for others. */
  public double[] predictVariance(int task, double[][] features) {
    return predict(task, features, true);
  }

  private double[] predict(int index, double[][] features, boolean variance) {
    ReferenceTask task = tasks.get(index);
    Posterior posterior = task.prior();
    int p = task.task.weights(spec.featureDim());
    double[][] centre = posterior.meanRows(p);
    Arrays.setAll(centre, o -> Arrays.copyOf(centre[o], spec.featureDim() + 1));
    double[][] result = new double[features.length][];
    for (int i = 0; i < result.length; i++) {
      double[] x = Arrays.copyOf(features[i], p);
      if (task.task.bias()) {
        x[p - 1] = 1;
      }
      result[i] =
          variance
              ? predictiveVariance(task, task.likelihood.logitVariance(posterior, x))
              : task.likelihood.predict(centre, posterior, x, features[i]);
    }
    return Flat.of(result);
  }

  private double[] predictiveVariance(ReferenceTask task, double[] logitVariance) {
    if (task.likelihood instanceof GaussianLikelihood) {
      double[] scales = task.scales();
      double noise = spec.noiseFromLoss() ? 1 : task.task.noiseVariance();
      Arrays.setAll(logitVariance, r -> scales[r] * (logitVariance[r] + noise));
    }
    return logitVariance;
  }

  private List<Observed> observe(Batch batch) {
    List<Observed> observed = new ArrayList<>();
    for (int t = 0; t < tasks.size(); t++) {
      observed.add(
          batch.tasks().get(t) == null
              ? null
              : Observed.of(batch, t, tasks.get(t).task, tasks.get(t).likelihood));
    }
    return observed;
  }

  /** Gradients of one shard; {@code posteriors} is null in warm-up. */
  private RowGradients gradients(Batch batch, List<Observed> parts, List<Posterior> posteriors) {
    boolean bayesian = posteriors != null;
    RowGradients rows =
        RowGradients.empty(batch.examples(), spec.rows(), spec.featureDim(), bayesian);
    Arrays.setAll(rows.weights(), batch::weight);
    for (int t = 0; t < tasks.size(); t++) {
      Observed part = parts.get(t);
      if (part == null) {
        continue;
      }
      for (int i = 0; i < batch.examples(); i++) {
        fill(rows, spec.firstRow(t), i, tasks.get(t), part, bayesian ? posteriors.get(t) : null);
      }
    }
    return rows;
  }

  private void fill(
      RowGradients rows, int first, int i, ReferenceTask task, Observed part, Posterior posterior) {
    double[] h = part.features()[i];
    double[] y = part.labels()[i];
    double[][] plain = task.likelihood.gradient(part.head(), h, y);
    double[][] atCentre = plain;
    Moments[] moments = null;
    if (posterior != null) {
      double[][] centre = task.centre(posterior, part.head());
      double[] x = part.input(i, task.task.bias());
      atCentre = task.likelihood.gradient(centre, h, y);
      moments = task.likelihood.moments(centre, posterior, task.scales(), x, h, y);
    }
    for (int r = 0; r < plain.length; r++) {
      rows.labelled()[i][first + r] = part.labelled(i);
      rows.plain()[i][first + r] = plain[r];
      double[] gradient = atCentre[r].clone();
      if (moments != null) {
        rows.mean()[i][first + r] = moments[r].mean();
        rows.variance()[i][first + r] = moments[r].variance();
        LinearAlgebra.add(gradient, -spec.expectationGain(), atCentre[r]);
        LinearAlgebra.add(gradient, spec.expectationGain(), moments[r].mean());
      }
      rows.direction()[i][first + r] = gradient;
    }
  }

  /** The step's weights; null in a warm-up that has none. */
  private RowWeights weights(List<RowGradients> gradients, boolean bayesian) {
    if (!bayesian && spec.weightStatistic() == WeightStatistic.VARIANCE) {
      return null;
    }
    double[] losses = new double[spec.rows()];
    Arrays.fill(losses, Double.NaN);
    for (int t = 0; t < tasks.size(); t++) {
      double[] own = tasks.get(t).runningLoss();
      System.arraycopy(own, 0, losses, spec.firstRow(t), own.length);
    }
    RowWeights weights = new RowWeights(spec, gradients, losses, firstDivisor, bayesian);
    firstDivisor = weights.firstDivisor();
    return weights;
  }

  private double[] direction(RowGradients shard, RowWeights weights, double divisor) {
    double[][] direction = new double[shard.examples()][spec.featureDim()];
    for (int i = 0; i < direction.length; i++) {
      double[][] lambda = weights == null ? null : weights.of(shard, i);
      for (int r = 0; r < spec.rows(); r++) {
        for (int k = 0; k < spec.featureDim(); k++) {
          double plainSum = shard.labelled()[i][r] ? 1 : 0;
          double weight = lambda == null ? plainSum : lambda[r][k];
          direction[i][k] += weight * shard.weights()[i] / divisor * shard.direction()[i][r][k];
        }
      }
    }
    return Flat.of(direction);
  }

  private double[] shown(RowGradients shard, RowWeights weights) {
    boolean byRow = spec.weightGranularity() == WeightGranularity.ROW;
    if (weights.ofBatch() != null) {
      return byRow ? firstColumn(weights.ofBatch()) : Flat.of(weights.ofBatch());
    }
    if (!byRow) {
      return null;
    }
    double[][] all = new double[shard.examples()][];
    Arrays.setAll(all, i -> firstColumn(weights.of(shard, i)));
    return Flat.of(all);
  }

  private static double[] firstColumn(double[][] rows) {
    return Arrays.stream(rows).mapToDouble(row -> row[0]).toArray();
  }

  private double[][] byTask(double[][][] values, List<Observed> parts) {
    double[][] result = new double[tasks.size()][];
    for (int t = 0; t < result.length; t++) {
      if (values == null || parts.get(t) == null) {
        continue;
      }
      int first = spec.firstRow(t);
      int rows = tasks.get(t).task.rows();
      result[t] =
          Flat.of(
              Arrays.stream(values)
                  .map(example -> Arrays.copyOfRange(example, first, first + rows))
                  .toArray(double[][][]::new));
    }
    return result;
  }
}
