package org.bayesagg.math.posterior;

import java.util.function.ObjIntConsumer;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.CholeskyFactor;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;

/**
 * {@link LowRankCovariance} of a coupled task in contrasts: K rows of evidence an example, A = F
 * Fᵀ.
 *
 * <p>With Z the rows e_l ⊗ x of all examples, G = ZΣ₀ and S = I + Fᵀ(GZᵀ)F = LLᵀ: ZΣ = F⁻ᵀS⁻¹FᵀG
 * and Σ_(a,i),(b,i) = Σ₀ − Σ T T, T = L⁻¹FᵀG. Z is never built: its products are those of X with
 * blocks. Cost 2 N K² p² (K p for G) + 2 N² K² p + 2 (N K)² K p + (N K)³/3.
 */
final class CoupledLowRank implements Covariance {
  private final Algebra algebra;
  private final PriorCovariance.Block prior;
  private final Matrix reduced;
  private final Matrix products;
  private final Workspace workspace;
  private final int contrasts;
  private final double[] residuals;

  private CoupledLowRank(
      Algebra algebra,
      PriorCovariance.Block prior,
      Matrix reduced,
      Matrix products,
      Workspace workspace,
      int contrasts,
      double[] residuals) {
    this.algebra = algebra;
    this.prior = prior;
    this.reduced = reduced;
    this.products = products;
    this.workspace = workspace;
    this.contrasts = contrasts;
    this.residuals = residuals;
  }

  /**
   * The covariance after a step. Memory is the workspace's.
   *
   * @param curvatures A [N, K, K]; modified
   * @param k K
   * @param residuals [N, K], as in {@link LowRankCovariance#of}
   */
  static CoupledLowRank of(
      Algebra algebra,
      PriorCovariance.Block prior,
      StepData step,
      double[] curvatures,
      int k,
      double[] residuals,
      Workspace workspace,
      String what) {
    Matrix sigma = prior.covariance();
    int n = step.examples();
    int q = sigma.rows();
    int p = q / k;
    Matrix products = CoupledFactored.products(algebra, sigma, step, k, workspace);
    Matrix gram = workspace.matrix("coupled gram", sigma.precision(), n * k, k * n);
    for (int b = 0; b < k; b++) {
      algebra.gemm(
          false,
          true,
          1,
          products.view(0, b * p, n * k, p),
          step.inputs(p, sigma.precision()),
          0,
          gram.view(0, b * n, n * k, n));
    }
    ExampleFactors factors = ExampleFactors.of(curvatures, k, certainties(gram, n, k));
    Matrix small = workspace.matrix("low rank factor", sigma.precision(), n * k, n * k);
    CholeskyFactor.factor(algebra, small, to -> fill(algebra, gram, factors, n, k, to), what);
    eachExample(algebra, products, n, k, (rows, i) -> factors.transposed(i, rows.values(), q));
    Matrix reduced = workspace.matrix("low rank", sigma.precision(), n * k, q);
    algebra.copy(products, reduced);
    algebra.substitute(small, false, reduced);
    algebra.copy(reduced, products);
    algebra.substitute(small, true, products);
    eachExample(algebra, products, n, k, (rows, i) -> factors.solved(i, rows.values(), q));
    return new CoupledLowRank(algebra, prior, reduced, products, workspace, k, residuals);
  }

  /** The largest prior variance of a contrast's logit, by example. */
  private static double[] certainties(Matrix gram, int n, int k) {
    double[] largest = new double[n];
    for (int a = 0; a < k; a++) {
      for (int i = 0; i < n; i++) {
        double own = gram.view(i * k + a, a * n + i, 1, 1).diagonal()[0];
        largest[i] = Math.max(largest[i], own);
      }
    }
    return largest;
  }

  /** S = I + Fᵀ(GZᵀ)F, of which the lower triangle counts. */
  private static void fill(
      Algebra algebra, Matrix gram, ExampleFactors factors, int n, int k, Matrix to) {
    RowBlock[] scratch = new RowBlock[algebra.threads()];
    RowBlock[] results = new RowBlock[algebra.threads()];
    algebra.parallel(
        n,
        8.0 * n * n * k * k * k,
        (slot, i) -> {
          if (scratch[slot] == null) {
            scratch[slot] = new RowBlock(k * k * n);
            results[slot] = new RowBlock(k * k * n);
          }
          double[] rows = scratch[slot].values();
          double[] own = results[slot].values();
          scratch[slot].read(gram, i * k, k);
          factors.transposed(i, rows, k * n);
          for (int r = 0; r < k; r++) {
            for (int j = 0; j <= i; j++) {
              for (int m = 0; m < k; m++) {
                double sum = 0;
                for (int b = m; b < k; b++) {
                  sum += rows[(r * k + b) * n + j] * factors.get(j, b, m);
                }
                own[r * k * n + j * k + m] = sum;
              }
            }
            own[r * k * n + i * k + r] += 1;
          }
          results[slot].write(to, i * k, k);
        });
  }

  /** Changes the K rows of every example. */
  private static void eachExample(
      Algebra algebra, Matrix rows, int n, int k, ObjIntConsumer<RowBlock> change) {
    RowBlock[] scratch = new RowBlock[algebra.threads()];
    algebra.parallel(
        n,
        8.0 * n * k * k * rows.cols(),
        (slot, i) -> {
          if (scratch[slot] == null) {
            scratch[slot] = new RowBlock(k * rows.cols());
          }
          scratch[slot].read(rows, i * k, k);
          change.accept(scratch[slot], i);
          scratch[slot].write(rows, i * k, k);
        });
  }

  @Override
  public Matrix products() {
    return products;
  }

  @Override
  public double[] diagonal() {
    int q = reduced.cols();
    int p = q / contrasts;
    double[] pairs = prior.diagonal().clone();
    RowBlock row = new RowBlock(q);
    for (int s = 0; s < reduced.rows(); s++) {
      row.read(reduced, s, 1);
      double[] t = row.values();
      for (int a = 0; a < contrasts; a++) {
        for (int b = 0; b < contrasts; b++) {
          int at = (a * contrasts + b) * p;
          for (int i = 0; i < p; i++) {
            pairs[at + i] -= t[a * p + i] * t[b * p + i];
          }
        }
      }
    }
    return pairs;
  }

  @Override
  public void mean(double[] information, double[] to, int at, int rows) {
    int q = reduced.cols();
    Matrix change = Precisions.matrix(workspace, "mean change", products, 1, q);
    Matrix right = Precisions.matrix(workspace, "mean residuals", products, 1, residuals.length);
    Precisions.write(right, residuals, workspace);
    algebra.gemm(false, false, 1, right, products, 0, change);
    double[] own = Precisions.read(change, workspace);
    for (int j = 0; j < q; j++) {
      to[at + j] = prior.mean()[j] + own[j];
    }
  }
}
