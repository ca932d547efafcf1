package org.bayesagg.math.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CholeskyFactorTest {
  private final Algebra algebra = CpuAlgebra.create(1);

  @Test
  void factor_positiveDefinite_needsNoJitter() {
    double[] a = {4, 0, 0, 2, 5, 0, 1, 3, 6};
    Matrix matrix = algebra.allocate(Precision.DOUBLE, 3, 3);

    double jitter = CholeskyFactor.factor(algebra, matrix, to -> to.write(0, 3, a), "task age");

    assertThat(jitter).isZero();
    double[] l = new double[9];
    matrix.read(0, 3, l);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j <= i; j++) {
        double product = 0;
        for (int k = 0; k <= j; k++) {
          product += l[i * 3 + k] * l[j * 3 + k];
        }
        assertThat(product).isCloseTo(a[i * 3 + j], within(1e-12));
      }
    }
  }

  @Test
  void factor_indefiniteByRounding_takesTheSmallestJitterThatHelps() {
    // Eigenvalues 2 and -2e-9 of a matrix of scale 1: the second try, 1e-8 of it, is enough.
    double[] a = {1, 0, 1 + 2e-9, 1};
    Matrix matrix = algebra.allocate(Precision.DOUBLE, 2, 2);

    double jitter = CholeskyFactor.factor(algebra, matrix, to -> to.write(0, 2, a), "task age");

    assertThat(jitter).isCloseTo(1e-8, within(1e-12));
  }

  @Test
  void factor_jitter_isRelativeToTheScale() {
    double[] a = {1e6, 0, 1e6 * (1 + 2e-9), 1e6};
    Matrix matrix = algebra.allocate(Precision.DOUBLE, 2, 2);

    assertThat(CholeskyFactor.factor(algebra, matrix, to -> to.write(0, 2, a), "task age"))
        .isCloseTo(1e-2, within(1e-6));
  }

  @Test
  void factor_indefinite_namesTheTaskAndTheLastJitter() {
    Matrix matrix = algebra.allocate(Precision.DOUBLE, 2, 2);

    assertThatThrownBy(
            () ->
                CholeskyFactor.factor(
                    algebra, matrix, to -> to.write(0, 2, new double[] {1, 0, 2, 1}), "task age"))
        .isInstanceOfSatisfying(
            NotPositiveDefiniteException.class,
            e -> {
              assertThat(e.what()).isEqualTo("task age");
              assertThat(e.lastJitter()).isCloseTo(1e-6, within(1e-12));
            });
  }

  @Test
  void factor_notANumber_isRefusedAtOnce() {
    Matrix matrix = algebra.allocate(Precision.DOUBLE, 2, 2);

    assertThatThrownBy(
            () ->
                CholeskyFactor.factor(
                    algebra,
                    matrix,
                    to -> to.write(0, 2, new double[] {Double.NaN, 0, 0, 1}),
                    "task age"))
        .isInstanceOfSatisfying(
            NotPositiveDefiniteException.class, e -> assertThat(e.lastJitter()).isZero());
  }
}
