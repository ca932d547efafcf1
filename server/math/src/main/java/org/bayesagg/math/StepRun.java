package org.bayesagg.math;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bayesagg.math.aggregation.AggregationRow;
import org.bayesagg.math.aggregation.DirectionSum;
import org.bayesagg.math.aggregation.HeadGradients;
import org.bayesagg.math.aggregation.RowWeight;
import org.bayesagg.math.aggregation.RunningLoss;
import org.bayesagg.math.aggregation.WeightRule;
import org.bayesagg.math.likelihood.Likelihood;
import org.bayesagg.math.likelihood.RowMoments;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.posterior.TaskPosterior;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/**
 * One step: evidence → batch posteriors → gradient moments → weights → direction. Computes without
 * changing the run; {@link #commit} then counts the evidence.
 */
final class StepRun {
  /** Products with covariances that are held at the same time, in floats: 256 MB. */
  private static final long GROUP_FLOATS = 64L << 20;

  /** Multiplications of a block for each example and element of its precision, about. */
  private static final double OPERATIONS = 2;

  /** Multiplications of a product that take as long as one element of a gradient's moments. */
  private static final double ELEMENT = 30;

  private final RunState state;
  private final AggregationSpec spec;
  private final StepData step;
  private final StepOutputs outputs;
  private final boolean bayesian;

  /** Whether covariances and losses are those of earlier steps. */
  private final boolean late;

  private final WeightRule rule;
  private final RunningLoss[] losses;
  private final TaskRun[] runs;
  private final HeadGradients[][] headGradients;

  /** λ of each row for the whole batch: [rows][1 or d]; null where it has none. */
  private final float[][] batchWeights;

  private final DirectionSum sum;
  private final StepMoments moments;
  private final boolean variance;
  private float[] newDivisor;
  private long evidenceNanos;
  private long factorisationNanos;
  private long momentNanos;
  private long aggregationNanos;

  StepRun(RunState state, StepData step, StepOutputs outputs) {
    this.state = state;
    this.spec = state.spec;
    this.step = step;
    this.outputs = outputs;
    this.bayesian = state.hasPrior();
    this.rule = new WeightRule(spec);
    int tasks = spec.tasks().size();
    this.losses = state.losses.clone();
    this.runs = new TaskRun[tasks];
    this.headGradients = new HeadGradients[tasks][];
    this.batchWeights = new float[spec.rows()][];
    boolean weighted = bayesian || spec.weightsInWarmup();
    this.late = bayesian && spec.refreshInterval() > 1;
    this.variance = bayesian && (rule.needsVariance() || outputs.gradientMoments());
    this.sum =
        new DirectionSum(
            spec,
            step,
            state.algebra,
            state.workspaces[0],
            bayesian ? spec.expectationGain() : 0,
            weighted ? spec.weightNormalisation() : WeightNormalisation.NONE,
            outputs.weights() && bayesian && !rule.byBatch());
    this.moments = bayesian && outputs.gradientMoments() ? new StepMoments(step) : null;
  }

  StepResult compute() {
    long start = System.nanoTime();
    if (bayesian) {
      for (TaskPosterior posterior : state.posteriors) {
        posterior.takeUp(state.bayesianSteps);
      }
    }
    evidence();
    evidenceNanos += System.nanoTime() - start;
    if (bayesian) {
      groups();
    } else {
      warmup();
    }
    return result();
  }

  /** Losses and curvatures of the tasks that came; cheap, O(N) a row. */
  private void evidence() {
    for (int t = 0; t < runs.length; t++) {
      TaskData data = step.tasks()[t];
      if (data == null) {
        continue;
      }
      Likelihood likelihood = Likelihood.of(data.spec().likelihood());
      if (!late) {
        losses[t] = losses[t].after(data, likelihood);
      }
      runs[t] =
          new TaskRun(
              step,
              data,
              state.posteriors[t],
              true,
              spec.gradientCentre(),
              rowScale(spec, data.spec(), losses[t]),
              state.algebra);
      // Between refreshes the covariance at hand is an older one, so the means are worked out
      // apart.
      boolean alongside = outputs.posteriorMeans() && spec.refreshInterval() == 1;
      if (bayesian && (alongside || spec.gradientCentre() == GradientCentre.POSTERIOR)) {
        runs[t].prepareMean(state.workspaces[0]);
      }
      if (!bayesian || spec.weightStatistic() == WeightStatistic.GRADIENT) {
        headGradients[t] = HeadGradients.of(step, data, likelihood);
      }
    }
  }

  /** The covariance of Gaussian row r is L̂_r Λ⁻¹ where the noise comes from the loss, else Λ⁻¹. */
  static double[] rowScale(AggregationSpec spec, TaskSpec task, RunningLoss loss) {
    if (spec.noiseFromLoss() && task.likelihood() == LikelihoodKind.GAUSSIAN && loss.known()) {
      return loss.values();
    }
    double[] ones = new double[task.rows()];
    Arrays.fill(ones, 1);
    return ones;
  }

  private void warmup() {
    long start = System.nanoTime();
    List<AggregationRow> rows = new ArrayList<>();
    for (int t = 0; t < runs.length; t++) {
      for (int r = 0; runs[t] != null && r < headGradients[t].length; r++) {
        rows.add(row(t, r, headGradients[t][r]));
      }
    }
    sum.add(rows, weights(rows), false, null);
    aggregationNanos += System.nanoTime() - start;
  }

  /** Works through the tasks' blocks, as many at a time as their products may take memory. */
  private void groups() {
    List<int[]> blocks = new ArrayList<>();
    for (int t = 0; t < runs.length; t++) {
      for (int b = 0; runs[t] != null && b < runs[t].momentBlocks(); b++) {
        blocks.add(new int[] {t, b});
      }
    }
    long each = 3L * step.examples() * step.featureDim();
    int together = (int) Math.max(1, Math.min(blocks.size(), GROUP_FLOATS / each));
    for (int from = 0; from < blocks.size(); from += together) {
      group(blocks.subList(from, Math.min(blocks.size(), from + together)));
    }
  }

  private void group(List<int[]> blocks) {
    long start = System.nanoTime();
    long before = covarianceNanos();
    RowMoments[][] found = new RowMoments[blocks.size()][];
    List<Workspace> kept = state.keptBy(blocks.size());
    long[] busy = new long[blocks.size()];
    state.algebra.parallel(
        blocks.size(),
        OPERATIONS * blocks.size() * step.examples() * step.featureDim() * step.featureDim(),
        (slot, i) -> {
          long begun = System.nanoTime();
          int[] block = blocks.get(i);
          found[i] =
              runs[block[0]].moments(block[1], variance, state.workspaces[slot], kept.get(i));
          busy[i] = System.nanoTime() - begun;
        });
    long wall = System.nanoTime() - start;
    double part = (double) (covarianceNanos() - before) / Math.max(1, total(busy));
    factorisationNanos += (long) (wall * Math.min(1, part));
    momentNanos += (long) (wall * Math.max(0, 1 - part));
    start = System.nanoTime();
    List<AggregationRow> rows = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      for (int r = 0; r < found[i].length; r++) {
        rows.add(row(blocks.get(i)[0], blocks.get(i)[1] + r, found[i][r]));
      }
    }
    sum.add(rows, weights(rows), variance, moments);
    aggregationNanos += System.nanoTime() - start;
  }

  private long covarianceNanos() {
    long nanos = 0;
    for (TaskRun run : runs) {
      nanos += run == null ? 0 : run.covarianceNanos();
    }
    return nanos;
  }

  private static long total(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }

  private AggregationRow row(int task, int rowInTask, RowMoments rowMoments) {
    return new AggregationRow(
        spec.firstRow(task) + rowInTask, task, rowInTask, runs[task].data(), rowMoments);
  }

  /** One weight a row; null where the row has no statistic, which then has no label either. */
  private List<RowWeight> weights(List<AggregationRow> rows) {
    RowWeight[] weights = new RowWeight[rows.size()];
    boolean pooled = bayesian && rule.byBatch() && spec.weightStatistic() != WeightStatistic.LOSS;
    state.algebra.parallel(
        rows.size(),
        pooled ? ELEMENT * rows.size() * step.examples() * step.featureDim() : 0,
        (slot, i) -> {
          AggregationRow row = rows.get(i);
          if (!bayesian && !spec.weightsInWarmup()) {
            weights[i] = rule.plain();
          } else if (!rule.byBatch()) {
            weights[i] = rule.byExample(row.task().spec());
          } else {
            float[] own = batchWeight(row, new float[step.featureDim()]);
            batchWeights[row.index()] = own;
            weights[i] = own == null ? null : new RowWeight(own, null, null);
          }
        });
    return Arrays.asList(weights);
  }

  private float[] batchWeight(AggregationRow row, float[] scratch) {
    return switch (spec.weightStatistic()) {
      case LOSS -> lossWeight(row.taskIndex(), row.rowInTask());
      case GRADIENT ->
          rule.fromGradient(row.task(), headGradients[row.taskIndex()][row.rowInTask()], scratch);
      case VARIANCE -> rule.fromPooledVariance(row, scratch);
    };
  }

  private float[] lossWeight(int task, int rowInTask) {
    RunningLoss loss = losses[task];
    return loss.known() ? rule.fromLoss(spec.tasks().get(task), loss.values()[rowInTask]) : null;
  }

  private StepResult result() {
    if (spec.weightStatistic() == WeightStatistic.LOSS) {
      // Rows of tasks that did not come in this step have a weight too.
      for (int t = 0; t < runs.length; t++) {
        for (int r = 0; r < spec.tasks().get(t).rows(); r++) {
          batchWeights[spec.firstRow(t) + r] = lossWeight(t, r);
        }
      }
    }
    BatchWeights weights = new BatchWeights(spec, rule, batchWeights, state.firstDivisor, bayesian);
    List<ShardResult> shards = new ArrayList<>();
    for (int s = 0; s < step.shards(); s++) {
      int own = step.shardStart()[s + 1] - step.shardStart()[s];
      double scale =
          switch (spec.reduction()) {
            case MEAN_LOCAL -> 1.0 / own;
            case MEAN_GLOBAL -> 1.0 / step.examples();
            case SUM -> 1;
          };
      boolean byExample = outputs.weights() && bayesian && !rule.byBatch();
      shards.add(
          new ShardResult(
              outputs.direction() ? sum.direction(s, weights.divisor(), scale) : null,
              !outputs.weights() ? null : byExample ? sum.exampleWeights(s) : weights.normalised(),
              !outputs.weights() ? null : byExample ? List.of(own, spec.rows()) : weights.shape(),
              moments == null ? null : moments.means(s),
              moments == null ? null : moments.variances(s)));
    }
    newDivisor = weights.divisor();
    return new StepResult(
        bayesian,
        shards,
        outputs.weightShares() ? sum.shares() : null,
        meanVariances(),
        means(),
        lossValues(),
        jitter(),
        new PhaseNanos(evidenceNanos, factorisationNanos, momentNanos, aggregationNanos));
  }

  private double[] meanVariances() {
    double[] means = new double[runs.length];
    for (int t = 0; t < means.length; t++) {
      means[t] = variance ? sum.meanVariance(t) : Double.NaN;
    }
    return means;
  }

  private double[][] means() {
    if (!bayesian || !outputs.posteriorMeans()) {
      return null;
    }
    double[][] means = new double[runs.length][];
    for (int t = 0; t < means.length; t++) {
      TaskRun run = runs[t] == null ? PriorRun.of(state, t, step) : runs[t];
      means[t] = run.mean() == null ? run.meanAlone(state.workspaces[0]) : run.mean();
    }
    return means;
  }

  private double[][] lossValues() {
    double[][] values = new double[losses.length][];
    for (int t = 0; t < values.length; t++) {
      values[t] = losses[t].values();
    }
    return values;
  }

  private double jitter() {
    double largest = 0;
    for (TaskRun run : runs) {
      largest = run == null ? largest : Math.max(largest, run.jitter());
    }
    return largest;
  }

  /** Counts the step, all but the sums of its evidence: losses, counts, divisor. */
  void commit() {
    for (int t = 0; t < runs.length; t++) {
      if (runs[t] != null) {
        state.evidenceCounts[t] += runs[t].data().labelledCount();
        state.losses[t] = losses[t];
      }
    }
    state.store(step);
    state.firstDivisor = newDivisor;
    if (bayesian) {
      state.bayesianSteps++;
    }
  }

  /** Adds the evidence of a step that counts. */
  void addEvidence() {
    for (int t = 0; t < runs.length; t++) {
      if (runs[t] != null) {
        state.posteriors[t].commit(step, runs[t].data(), runs[t].curvature(), state.workspaces);
        if (late) {
          Likelihood likelihood = Likelihood.of(runs[t].data().spec().likelihood());
          state.losses[t] = state.losses[t].after(runs[t].data(), likelihood);
        }
      }
    }
    for (TaskPosterior posterior : state.posteriors) {
      if (bayesian) {
        posterior.refresh(state.bayesianSteps);
      }
    }
  }
}
