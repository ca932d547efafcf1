package org.bayesagg.benchmarks;

import java.util.SplittableRandom;
import org.bayesagg.math.linalg.Engine;
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
  static KernelOperands of(Engine engine, KernelCase shape) {
    Precision precision = shape.precision();
    int n = shape.examples();
    int q = shape.weights();
    Matrix inputs = engine.allocate(precision, n, q);
    fill(inputs);
    Matrix definite = definite(engine, inputs);
    Matrix factor = factor(engine, definite);
    Matrix inverse = engine.allocate(precision, q, q);
    engine.invertTriangle(factor, inverse);
    return new KernelOperands(
        inputs,
        engine.allocate(precision, n, q),
        engine.allocate(precision, q, q),
        definite,
        factor,
        inverse,
        shape.kernel() == Kernel.SUBSTITUTE ? small(engine, precision, n) : null);
  }

  private static Matrix definite(Engine engine, Matrix inputs) {
    int q = inputs.cols();
    Matrix definite = engine.allocate(inputs.precision(), q, q);
    engine.gram(1, inputs, 0, definite);
    engine.addDiagonal(definite, q);
    engine.mirror(definite);
    return definite;
  }

  private static Matrix factor(Engine engine, Matrix definite) {
    Matrix factor = engine.allocate(definite.precision(), definite.rows(), definite.cols());
    engine.copy(definite, factor);
    if (engine.cholesky(factor) != 0) {
      throw new IllegalStateException("not positive definite");
    }
    return factor;
  }

  private static Matrix small(Engine engine, Precision precision, int n) {
    Matrix inputs = engine.allocate(precision, n, n);
    fill(inputs);
    return factor(engine, definite(engine, inputs));
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
