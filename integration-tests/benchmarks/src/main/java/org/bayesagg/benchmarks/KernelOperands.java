package org.bayesagg.benchmarks;

import java.util.SplittableRandom;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;

/**
 * What kernels of one shape work on, made before anything is timed.
 *
 * @param inputs x [n, q], standard normal
 * @param rows [n, q], overwritten
 * @param square [q, q], overwritten
 * @param definite a = xᵀx + q I [q, q], both triangles: well conditioned
 * @param factor L of a
 * @param inverse L⁻¹
 * @param smallFactor a factor [n, n]; null where no kernel needs it
 */
record KernelOperands(
    Matrix inputs,
    Matrix rows,
    Matrix square,
    Matrix definite,
    Matrix factor,
    Matrix inverse,
    Matrix smallFactor) {
  private static final long SEED = 20240704;

  /** Operands for a kernel. */
  static KernelOperands of(Algebra algebra, KernelCase shape) {
    Precision precision = shape.precision();
    int n = shape.examples();
    int q = shape.weights();
    Matrix inputs = algebra.allocate(precision, n, q);
    fill(inputs);
    Matrix definite = definite(algebra, inputs);
    Matrix factor = factor(algebra, definite);
    Matrix inverse = algebra.allocate(precision, q, q);
    algebra.invertTriangle(factor, inverse);
    return new KernelOperands(
        inputs,
        algebra.allocate(precision, n, q),
        algebra.allocate(precision, q, q),
        definite,
        factor,
        inverse,
        shape.kernel() == Kernel.SUBSTITUTE ? small(algebra, precision, n) : null);
  }

  private static Matrix definite(Algebra algebra, Matrix inputs) {
    int q = inputs.cols();
    Matrix definite = algebra.allocate(inputs.precision(), q, q);
    algebra.gram(1, inputs, 0, definite);
    algebra.addDiagonal(definite, q);
    algebra.mirror(definite);
    return definite;
  }

  private static Matrix factor(Algebra algebra, Matrix definite) {
    Matrix factor = algebra.allocate(definite.precision(), definite.rows(), definite.cols());
    algebra.copy(definite, factor);
    if (algebra.cholesky(factor) != 0) {
      throw new IllegalStateException("not positive definite");
    }
    return factor;
  }

  private static Matrix small(Algebra algebra, Precision precision, int n) {
    Matrix inputs = algebra.allocate(precision, n, n);
    fill(inputs);
    return factor(algebra, definite(algebra, inputs));
  }

  private static void fill(Matrix matrix) {
    SplittableRandom random = new SplittableRandom(SEED);
    int cols = matrix.cols();
    float[] single = new float[cols];
    double[] wide = new double[cols];
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < cols; j++) {
        wide[j] = random.nextGaussian();
        single[j] = (float) wide[j];
      }
      if (matrix.precision() == Precision.SINGLE) {
        matrix.write(i, 1, single, 0);
      } else {
        matrix.write(i, 1, wide);
      }
    }
  }
}
