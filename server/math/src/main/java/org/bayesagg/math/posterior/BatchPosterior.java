package org.bayesagg.math.posterior;

import java.util.function.Supplier;
import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.likelihood.Helmert;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.CholeskyFactor;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/**
 * The posterior of one task in one step: Λ = I/γ + prior evidence + this step's, mean = Λ⁻¹ η.
 *
 * <p>Blocks are worked out one at a time in a thread's workspace. With an epoch's prior and fewer
 * examples than dimensions in the low-rank form, otherwise by factoring Λ.
 */
public final class BatchPosterior {
  private final TaskPosterior state;
  private final StepData step;
  private final TaskData data;
  private final Supplier<Curvature> curvature;
  private final Algebra algebra;

  /** r [N, outputs] of {@link LowRankCovariance#mean}; null where no mean is wanted. */
  private double[] residuals;

  private double jitter;

  /**
   * The posterior after a step's examples.
   *
   * @param curvature asked for only where the step's own evidence matters
   * @param data null where the step has nothing of the task: the prior's own posterior
   */
  public BatchPosterior(
      TaskPosterior state,
      StepData step,
      TaskData data,
      Supplier<Curvature> curvature,
      Algebra algebra) {
    this.state = state;
    this.step = step;
    this.data = data;
    this.curvature = curvature;
    this.algebra = algebra;
  }

  /** Its layout. */
  public PrecisionShape shape() {
    return state.prior().shape();
  }

  /** The largest jitter that a factorisation needed so far. */
  public synchronized double jitter() {
    return jitter;
  }

  /**
   * Makes the covariances fit for the mean too, and returns η of the prior and this step [o, p];
   * the caller's own.
   */
  public double[] prepareMean(Workspace workspace) {
    double[] total = state.prior().information().clone();
    if (data == null) {
      return total;
    }
    Information.add(
        algebra, step, data, curvature.get(), data.heads(), shape(), 1, total, workspace);
    if (lowRank()) {
      for (int b = 0; b < shape().blocks(); b++) {
        prior(b, workspace);
      }
      residuals = MeanResiduals.of(algebra, step, data, curvature.get(), state, workspace);
    }
    return total;
  }

  /**
   * The covariance of one block, in the workspace's memory: valid until the next one there. Where
   * covariances serve for several steps, the one in use, which is this step's own if there is none.
   */
  public Covariance covariance(int block, Workspace workspace) {
    if (state.held() == null || data == null || shape().diagonal()) {
      return fresh(block, workspace);
    }
    if (!state.held().made(block)) {
      int q = shape().size();
      Matrix lambda = workspace.matrix("precision", Precision.DOUBLE, q, q);
      factor(lambda, block, workspace);
      state.held().make(block, lambda, workspace);
    }
    return state.held().covariance(block, step, workspace);
  }

  /** The covariance with this step's evidence, whatever the refresh interval. */
  public Covariance fresh(int block, Workspace workspace) {
    if (shape().diagonal()) {
      return new DiagonalCovariance(variances(block), step, workspace);
    }
    if (lowRank() && shape().coupled()) {
      return CoupledLowRank.of(
          algebra,
          prior(block, workspace),
          step,
          new ContrastCurvature(curvature.get()).all(),
          shape().contrasts(),
          residuals,
          workspace,
          what());
    }
    if (lowRank()) {
      return LowRankCovariance.of(
          algebra,
          prior(block, workspace),
          step,
          curvature.get().omega()[block],
          MeanResiduals.ofBlock(residuals, data, shape(), block),
          workspace,
          what());
    }
    int q = shape().size();
    Matrix single = singleFactor(block, workspace);
    if (single != null) {
      return new FactoredCovariance(algebra, single, step, workspace);
    }
    Matrix lambda = workspace.matrix("precision", Precision.DOUBLE, q, q);
    factor(lambda, block, workspace);
    return factored(lambda, workspace);
  }

  private Covariance factored(Matrix factor, Workspace workspace) {
    return shape().coupled()
        ? new CoupledFactored(algebra, factor, step, workspace, shape().contrasts())
        : new FactoredCovariance(algebra, factor, step, workspace);
  }

  private PriorCovariance.Block prior(int block, Workspace workspace) {
    return state
        .priorCovariance()
        .block(block, state.prior(), state.task().priorVariance(), workspace, what());
  }

  /** The task, as errors name it. */
  private String what() {
    return "task " + state.task().name();
  }

  /**
   * Whether Λ need not be factored: the prior stands for many steps, the examples are few. With r =
   * N / q the low rank costs 2r + 4r² + r³/3 in float32, factoring 4r + 4/3 with its float64
   * counted twice: they meet at about three quarters.
   */
  private boolean lowRank() {
    if (data == null || state.forgetting() || shape().diagonal()) {
      return false;
    }
    return PrecisionShape.fewExamples(step.examples(), shape());
  }

  /** A factor in float32 that is good enough; null where none is to be had. */
  private Matrix singleFactor(int block, Workspace workspace) {
    if (data == null || curvature.get().coupling() != null) {
      return null;
    }
    boolean known =
        Conditioning.allowsSingle(
            step,
            curvature.get().omega()[block],
            state.prior(),
            block,
            state.task().priorVariance());
    if (!known && !state.singles().worthTrying(block)) {
      return null;
    }
    int q = shape().size();
    Matrix lambda = workspace.matrix("precision", Precision.SINGLE, q, q);
    boolean fit = factorSingle(lambda, block, known, workspace);
    if (!known) {
      state.singles().tried(block, fit);
    }
    return fit ? lambda : null;
  }

  private boolean factorSingle(Matrix lambda, int block, boolean known, Workspace workspace) {
    try {
      fill(lambda, block, workspace);
    } catch (ArithmeticException e) {
      // A value beyond float32.
      return false;
    }
    double[] diagonal = lambda.diagonal();
    return algebra.cholesky(lambda) == 0
        && (known || Conditioning.allowsSingle(algebra, lambda, diagonal, workspace));
  }

  private void factor(Matrix to, int block, Workspace workspace) {
    double needed =
        CholeskyFactor.factor(algebra, to, lambda -> fill(lambda, block, workspace), what());
    synchronized (this) {
      jitter = Math.max(jitter, needed);
    }
  }

  /** Lower triangle of Λ. */
  private void fill(Matrix lambda, int block, Workspace workspace) {
    if (data == null) {
      algebra.copy(state.prior().block(block), lambda);
    } else if (curvature.get().coupling() != null) {
      algebra.copy(state.prior().block(block), lambda);
      CoupledGram.add(algebra, step, data, curvature.get(), 1, lambda, workspace);
    } else {
      Matrix gram =
          state.stepGrams().of(step, data, curvature.get(), block, lambda.precision(), workspace);
      algebra.copy(gram, lambda);
      algebra.addLower(1, lambda, state.prior().block(block));
    }
    algebra.addDiagonal(lambda, 1 / state.task().priorVariance());
  }

  private double[] variances(int block) {
    double[] precision = state.prior().diagonal(block).clone();
    if (data != null) {
      WeightedInputs.addDiagonal(step, data, curvature.get(), block, 1, precision);
    }
    for (int j = 0; j < precision.length; j++) {
      precision[j] = 1 / (precision[j] + 1 / state.task().priorVariance());
    }
    return precision;
  }

  /** Λ [q, q] of a block, both triangles, or its diagonal [q]; the caller's own. */
  public double[] precision(int block, Workspace workspace) {
    int q = shape().size();
    if (shape().diagonal()) {
      double[] variances = variances(block);
      for (int j = 0; j < q; j++) {
        variances[j] = 1 / variances[j];
      }
      return variances;
    }
    Matrix lambda = workspace.matrix("precision", Precision.DOUBLE, q, q);
    fill(lambda, block, workspace);
    algebra.mirror(lambda);
    return shown(lambda, 1 / state.task().priorVariance());
  }

  /** Λ⁻¹ as {@link #precision}. */
  public double[] explicitCovariance(int block, Workspace workspace) {
    if (shape().diagonal()) {
      return variances(block);
    }
    int q = shape().size();
    Matrix lambda = workspace.matrix("precision", Precision.DOUBLE, q, q);
    factor(lambda, block, workspace);
    return shown(ExplicitCovariance.of(algebra, lambda, workspace), state.task().priorVariance());
  }

  /** All entries, in classes where the matrix is in contrasts. */
  private double[] shown(Matrix matrix, double constant) {
    double[] values = new double[Math.multiplyExact(matrix.rows(), matrix.cols())];
    matrix.read(0, matrix.rows(), values);
    if (!shape().coupled()) {
      return values;
    }
    int p = shape().size() / shape().contrasts();
    return Helmert.of(shape().contrasts() + 1).expandMatrix(values, p, constant);
  }

  /** The mean's rows that belong to a block, written into {@code mean} [o, p]. */
  public void mean(int block, Covariance covariance, double[] information, double[] mean) {
    int rows = shape().informationRows();
    if (shape().coupled()) {
      double[] own = new double[shape().size()];
      covariance.mean(information, own, 0, rows);
      int p = shape().size() / shape().contrasts();
      double[] all = Helmert.of(shape().contrasts() + 1).expand(own, p);
      System.arraycopy(all, 0, mean, 0, all.length);
    } else {
      covariance.mean(information, mean, block * rows * shape().size(), rows);
    }
  }
}
