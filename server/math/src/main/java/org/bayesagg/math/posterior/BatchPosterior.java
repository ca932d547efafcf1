package org.bayesagg.math.posterior;

import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.linalg.CholeskyFactor;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.linalg.Matrix;
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
  private final Curvature curvature;
  private final Engine engine;
  private final boolean refresh;
  private double jitter;

  /**
   * The posterior after a step's examples.
   *
   * @param data null where the step has nothing of the task: the prior's own posterior
   * @param refresh whether kept factors are made anew
   */
  public BatchPosterior(
      TaskPosterior state,
      StepData step,
      TaskData data,
      Curvature curvature,
      Engine engine,
      boolean refresh) {
    this.state = state;
    this.step = step;
    this.data = data;
    this.curvature = curvature;
    this.engine = engine;
    this.refresh = refresh;
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
   * The covariance of one block, in the workspace's memory: valid until the next one there. Between
   * refreshes it is that of the last one.
   */
  public Covariance covariance(int block, Workspace workspace) {
    if (state.held() == null || data == null || shape().diagonal()) {
      return fresh(block, workspace);
    }
    if (refresh || !state.held().made(block)) {
      factor(state.held().block(block), block, workspace, what());
      state.held().setMade(block);
    }
    return new FactoredCovariance(engine, copy(state.held().block(block), workspace));
  }

  /** The covariance with this step's evidence, whatever the refresh interval. */
  public Covariance fresh(int block, Workspace workspace) {
    PrecisionShape shape = shape();
    if (shape.diagonal()) {
      return new DiagonalCovariance(variances(block));
    }
    if (data != null && !state.forgetting() && lowRankPays(block)) {
      Matrix rows =
          curvature.coupling() == null
              ? WeightedInputs.rows(step, data, curvature, block, workspace)
              : CoupledRows.rows(step, data, curvature, workspace);
      Matrix prior =
          state.priorCovariance().block(block, state.prior(), state.task().priorVariance(), what());
      return LowRankCovariance.of(engine, prior, rows, workspace, what());
    }
    Matrix lambda = workspace.matrix("precision", shape.size(), shape.size());
    factor(lambda, block, workspace, what());
    return new FactoredCovariance(engine, lambda);
  }

  /** The task, as errors name it. */
  private String what() {
    return "task " + state.task().name();
  }

  /**
   * Whether the rows of evidence are few enough. A coupled task needs the whole covariance, 4 m q²
   * with m rows against 4/3 q³ for factor and inverse; the others only products, which the low rank
   * serves directly.
   */
  private boolean lowRankPays(int block) {
    int q = shape().size();
    if (curvature.coupling() != null) {
      return 3L * CoupledRows.count(curvature) < q;
    }
    int rows = 0;
    for (double omega : curvature.omega()[block]) {
      rows += omega > 0 ? 1 : 0;
    }
    return rows < q;
  }

  private Matrix copy(Matrix factor, Workspace workspace) {
    Matrix own = workspace.matrix("precision", factor.rows(), factor.cols());
    engine.copy(factor, own);
    return own;
  }

  private void factor(Matrix to, int block, Workspace workspace, String what) {
    double needed =
        CholeskyFactor.factor(engine, to, lambda -> fill(lambda, block, workspace), what);
    synchronized (this) {
      jitter = Math.max(jitter, needed);
    }
  }

  /** Lower triangle of Λ. */
  private void fill(Matrix lambda, int block, Workspace workspace) {
    engine.copy(state.prior().block(block), lambda);
    engine.addDiagonal(lambda, 1 / state.task().priorVariance());
    if (data == null) {
      return;
    }
    if (curvature.coupling() != null) {
      CoupledGram.add(engine, step, data, curvature, 1, lambda, workspace);
    } else {
      engine.gram(1, WeightedInputs.rows(step, data, curvature, block, workspace), 1, lambda);
    }
  }

  private double[] variances(int block) {
    double[] precision = state.prior().diagonal(block).clone();
    if (data != null) {
      WeightedInputs.addDiagonal(step, data, curvature, block, 1, precision);
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
    Matrix lambda = workspace.matrix("precision", q, q);
    fill(lambda, block, workspace);
    double[] values = new double[Math.multiplyExact(q, q)];
    lambda.read(0, q, values);
    for (int i = 0; i < q; i++) {
      for (int j = 0; j < i; j++) {
        values[j * q + i] = values[i * q + j];
      }
    }
    return values;
  }

  /** The mean's rows that belong to a block, written into {@code mean} [o, p]. */
  public void mean(
      int block, Covariance covariance, double[] information, Workspace workspace, double[] mean) {
    int rows = shape().informationRows();
    int q = shape().size();
    double[] own = new double[rows * q];
    System.arraycopy(information, block * rows * q, own, 0, own.length);
    Matrix right = workspace.matrix("mean information", rows, q);
    right.write(0, rows, own);
    Matrix result = workspace.matrix("mean", rows, q);
    covariance.multiply(right, result);
    result.read(0, rows, own);
    System.arraycopy(own, 0, mean, block * rows * q, own.length);
  }

  /** η of the prior and this step [o, p]; the caller's own. */
  public double[] information(Workspace workspace) {
    double[] total = state.prior().information().clone();
    if (data != null) {
      Information.add(engine, step, data, curvature, data.heads(), shape(), 1, total, workspace);
    }
    return total;
  }
}
