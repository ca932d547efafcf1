package org.bayesagg.math;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.bayesagg.math.likelihood.Centre;
import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.likelihood.Likelihood;
import org.bayesagg.math.likelihood.MomentContext;
import org.bayesagg.math.likelihood.RowMoments;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.posterior.BatchPosterior;
import org.bayesagg.math.posterior.TaskPosterior;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.LikelihoodKind.Relation;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** One task in one step: its batch posterior, centre and moments. Blocks may run side by side. */
final class TaskRun {
  private final StepData step;
  private final TaskData data;
  private final TaskSpec task;
  private final Likelihood likelihood;
  private final BatchPosterior posterior;
  private final GradientCentre centre;
  private final double[] rowScale;
  private final Algebra algebra;
  private final AtomicLong covarianceNanos = new AtomicLong();

  /**
   * η of prior and step, and the mean as its blocks are worked out; null where no mean is needed.
   */
  private double[] information;

  private double[] mean;

  private Curvature curvature;

  /**
   * A task's run.
   *
   * @param labelled whether the step has evidence of the task
   * @param rowScale [rows], see {@link MomentContext}
   */
  TaskRun(
      StepData step,
      TaskData data,
      TaskPosterior state,
      boolean labelled,
      GradientCentre centre,
      double[] rowScale,
      Algebra algebra) {
    this.step = step;
    this.data = data;
    this.task = data.spec();
    this.likelihood = Likelihood.of(task.likelihood());
    this.posterior =
        new BatchPosterior(state, step, labelled ? data : null, this::curvature, algebra);
    this.centre = centre;
    this.rowScale = rowScale;
    this.algebra = algebra;
  }

  TaskData data() {
    return data;
  }

  /** Made when first asked for. */
  synchronized Curvature curvature() {
    if (curvature == null) {
      curvature = likelihood.curvature(data);
    }
    return curvature;
  }

  double jitter() {
    return posterior.jitter();
  }

  long covarianceNanos() {
    return covarianceNanos.get();
  }

  /** Blocks whose moments are worked out apart. */
  int momentBlocks() {
    return task.likelihood().relation() == Relation.INDEPENDENT ? task.outputs() : 1;
  }

  /** Makes the mean be worked out along with the covariances. */
  void prepareMean(Workspace workspace) {
    information = posterior.prepareMean(workspace);
    mean = new double[task.outputs() * task.weights(step.featureDim())];
  }

  /**
   * The posterior mean [o, p]; every block's covariance must have been asked for. Null if not
   * prepared.
   */
  double[] mean() {
    return mean;
  }

  /** The mean of all blocks with this step's evidence, without moments. */
  double[] meanAlone(Workspace workspace) {
    prepareMean(workspace);
    for (int b = 0; b < posterior.shape().blocks(); b++) {
      posterior.mean(b, posterior.fresh(b, workspace), information, mean);
    }
    return mean;
  }

  /** The moments of one block's rows, in the memory of {@code kept}. */
  RowMoments[] moments(int block, boolean variance, Workspace workspace, Workspace kept) {
    return likelihood.moments(context(variance, workspace, kept), block);
  }

  /** Predictions of all examples. */
  void predict(float[] to, float[] variance, Workspace workspace) {
    likelihood.predict(context(false, workspace, workspace), to, variance);
  }

  /** Λ in its structure; the caller's own. */
  double[] precision(Workspace workspace) {
    return blocks(block -> posterior.precision(block, workspace));
  }

  /** Λ⁻¹ in its structure; the caller's own. */
  double[] covariance(Workspace workspace) {
    return blocks(block -> posterior.explicitCovariance(block, workspace));
  }

  private double[] blocks(IntFunction<double[]> block) {
    int count = posterior.shape().blocks();
    double[] first = block.apply(0);
    double[] all = Arrays.copyOf(first, Math.multiplyExact(first.length, count));
    for (int b = 1; b < count; b++) {
      System.arraycopy(block.apply(b), 0, all, b * first.length, first.length);
    }
    return all;
  }

  private MomentContext context(boolean variance, Workspace workspace, Workspace kept) {
    return new MomentContext(
        step,
        data,
        new MomentContext.Posterior() {
          @Override
          public Covariance covariance(int block) {
            return TaskRun.this.covariance(block, workspace);
          }

          @Override
          public Centre centre(int first, int outputs) {
            return TaskRun.this.centre(first, outputs, workspace);
          }
        },
        rowScale,
        variance,
        algebra,
        workspace,
        kept);
  }

  private Covariance covariance(int block, Workspace workspace) {
    long start = System.nanoTime();
    Covariance covariance = posterior.covariance(block, workspace);
    if (mean != null) {
      posterior.mean(block, covariance, information, mean);
    }
    covarianceNanos.addAndGet(System.nanoTime() - start);
    return covariance;
  }

  private Centre centre(int first, int outputs, Workspace workspace) {
    int d = step.featureDim();
    int n = step.examples();
    int o = task.outputs();
    if (centre == GradientCentre.HEAD) {
      double[] logits = data.logits();
      if (outputs < o) {
        logits = new double[n * outputs];
        for (int i = 0; i < n; i++) {
          System.arraycopy(data.logits(), i * o + first, logits, i * outputs, outputs);
        }
      }
      return new Centre(data.heads(), first * (d + 1), d + 1, logits);
    }
    int p = task.weights(d);
    double[] own = Arrays.copyOfRange(mean, first * p, (first + outputs) * p);
    Matrix weights = workspace.matrix("centre", Precision.DOUBLE, outputs, p);
    weights.write(0, outputs, own);
    Matrix product = workspace.matrix("centre logits", Precision.DOUBLE, n, outputs);
    algebra.wideProduct(step.inputs(p, Precision.SINGLE), weights, product);
    double[] logits = new double[n * outputs];
    product.read(0, n, logits);
    if (!task.bias() && task.likelihood() != LikelihoodKind.GAUSSIAN) {
      addKnownBias(logits, first, outputs);
    }
    float[] rounded = new float[own.length];
    for (int j = 0; j < own.length; j++) {
      rounded[j] = (float) own[j];
    }
    float[][] shards = new float[step.shards()][];
    Arrays.fill(shards, rounded);
    return new Centre(shards, 0, p, logits);
  }

  /**
   * A posterior without a bias takes the head's as known; Gaussian ones leave it out, as the paper.
   */
  private void addKnownBias(double[] logits, int first, int outputs) {
    int o = task.outputs();
    for (int i = 0; i < step.examples(); i++) {
      for (int k = 0; k < outputs; k++) {
        int at = i * o + first + k;
        logits[i * outputs + k] += data.logits()[at] - data.linear()[at];
      }
    }
  }
}
