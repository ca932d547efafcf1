package org.bayesagg.math.posterior;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.CpuAlgebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Precisions XᵀX + I/γ of features between independent and nearly all the same. */
class ConditioningTest {
  private static final int Q = 200;
  private static final double TOLERANCE = 3e-5;

  private final Algebra algebra = CpuAlgebra.create(1);

  @ParameterizedTest
  @CsvSource({"0, true", "0.5, true", "0.9, false", "0.999, false"})
  void allowsSingle_correlation_andWhatIsAllowedIsAccurate(double correlation, boolean allowed) {
    double[] lambda = precision(correlation, 4 * Q);
    Matrix single = factor(lambda, Precision.SINGLE);
    double[] diagonal = new double[Q];
    for (int j = 0; j < Q; j++) {
      diagonal[j] = lambda[j * Q + j];
    }
    try (Workspace workspace = new Workspace(algebra)) {
      assertThat(Conditioning.allowsSingle(algebra, single, diagonal, workspace))
          .isEqualTo(allowed);
    }
    if (allowed) {
      assertThat(error(single, factor(lambda, Precision.DOUBLE))).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest
  @CsvSource({"1e-6", "1", "1e6"})
  void allowsSingle_scaleOfAFeature_changesNothing(double scale) {
    double[] lambda = precision(0.5, 4 * Q);
    for (int j = 0; j < Q; j++) {
      lambda[3 * Q + j] *= scale;
      lambda[j * Q + 3] *= scale;
    }
    double[] diagonal = new double[Q];
    for (int j = 0; j < Q; j++) {
      diagonal[j] = lambda[j * Q + j];
    }
    try (Workspace workspace = new Workspace(algebra)) {
      Matrix single = factor(lambda, Precision.SINGLE);
      assertThat(Conditioning.allowsSingle(algebra, single, diagonal, workspace)).isTrue();
    }
  }

  private double[] precision(double correlation, int n) {
    SplittableRandom random = new SplittableRandom(7);
    double[] lambda = new double[Q * Q];
    double[] x = new double[Q];
    for (int i = 0; i < n; i++) {
      double common = random.nextGaussian();
      for (int j = 0; j < Q; j++) {
        x[j] = Math.sqrt(correlation) * common + Math.sqrt(1 - correlation) * random.nextGaussian();
      }
      for (int j = 0; j < Q; j++) {
        for (int k = 0; k < Q; k++) {
          lambda[j * Q + k] += x[j] * x[k];
        }
      }
    }
    for (int j = 0; j < Q; j++) {
      lambda[j * Q + j] += 1e-3;
    }
    return lambda;
  }

  private Matrix factor(double[] lambda, Precision precision) {
    Matrix exact = algebra.allocate(Precision.DOUBLE, Q, Q);
    exact.write(0, Q, lambda);
    Matrix factor = algebra.allocate(precision, Q, Q);
    algebra.copy(exact, factor);
    assertThat(algebra.cholesky(factor)).isZero();
    return factor;
  }

  /** The largest difference of two inverses, in parts of the largest value. */
  private double error(Matrix single, Matrix exact) {
    double[] a = inverse(single);
    double[] b = inverse(exact);
    double largest = 0;
    double error = 0;
    for (int j = 0; j < b.length; j++) {
      largest = Math.max(largest, Math.abs(b[j]));
      error = Math.max(error, Math.abs(a[j] - b[j]));
    }
    return error / largest;
  }

  private double[] inverse(Matrix factor) {
    double[] identity = new double[Q * Q];
    for (int j = 0; j < Q; j++) {
      identity[j * Q + j] = 1;
    }
    Matrix wide = algebra.allocate(Precision.DOUBLE, Q, Q);
    wide.write(0, Q, identity);
    Matrix rows = algebra.allocate(factor.precision(), Q, Q);
    algebra.copy(wide, rows);
    algebra.solve(factor, rows);
    algebra.copy(rows, wide);
    wide.read(0, Q, identity);
    return identity;
  }
}
