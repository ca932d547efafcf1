package org.bayesagg.math.posterior;

import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Workspace;

/** G = XΣ₀Xᵀ [N, N] on the heap, from which S = I + DGD is written. */
final class SmallGram {
  private final int n;
  private final double[] values;
  private final Workspace workspace;

  private SmallGram(int n, double[] values, Workspace workspace) {
    this.n = n;
    this.values = values;
    this.workspace = workspace;
  }

  /** Of P = XΣ₀ and X. Cost 2 N² q. */
  static SmallGram of(Algebra algebra, Matrix products, Matrix inputs, Workspace workspace) {
    int n = products.rows();
    Matrix gram = Precisions.matrix(workspace, "prior gram", products, n, n);
    algebra.gemm(false, true, 1, products, inputs, 0, gram);
    double[] values = workspace.doubles("prior gram", n * n);
    System.arraycopy(Precisions.read(gram, workspace), 0, values, 0, n * n);
    return new SmallGram(n, values, workspace);
  }

  double get(int i, int j) {
    return values[i * n + j];
  }

  /** Lower triangle of {@code to} = I + DGD with D of {@code roots}. */
  void write(double[] roots, Matrix to) {
    double[] scaled = workspace.doubles("scaled gram", n * n);
    for (int i = 0; i < n; i++) {
      double root = roots[i];
      for (int j = 0; j <= i; j++) {
        scaled[i * n + j] = root * roots[j] * values[i * n + j];
      }
      scaled[i * n + i] += 1;
    }
    Precisions.write(to, scaled, workspace);
  }
}
