package org.bayesagg.math.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class CpuAlgebraTest {
  private static final double MANY = 1e9;

  private final SplittableRandom random = new SplittableRandom(7);
  private final Algebra algebra = CpuAlgebra.create(3);

  @Test
  void gemm_ofViewsAndTransposes_equalsTheSums() {
    Matrix whole = filled(9, 11);
    Matrix a = whole.view(1, 2, 5, 4);
    Matrix b = filled(6, 4);
    Matrix c = filled(5, 6);
    double[][] before = values(c);

    algebra.gemm(false, true, 2, a, b, 0.5, c);

    double[][] x = values(a);
    double[][] y = values(b);
    double[][] result = values(c);
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 6; j++) {
        double sum = 0.5 * before[i][j];
        for (int k = 0; k < 4; k++) {
          sum += 2 * x[i][k] * y[j][k];
        }
        assertThat(result[i][j]).isCloseTo(sum, within(1e-12));
      }
    }
  }

  @Test
  void gemm_shapesThatDoNotFit_isRefused() {
    assertThatThrownBy(
            () -> algebra.gemm(false, false, 1, filled(2, 3), filled(2, 3), 0, filled(2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2x3");
  }

  @Test
  void gram_lowerTriangle_isTheSumOfOuterProducts() {
    Matrix x = filled(7, 4);
    Matrix c = algebra.allocate(Precision.DOUBLE, 4, 4);

    algebra.gram(3, x, 0, c);

    double[][] rows = values(x);
    double[][] result = values(c);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (double[] row : rows) {
          sum += 3 * row[i] * row[j];
        }
        assertThat(result[i][j]).isCloseTo(sum, within(1e-12));
      }
    }
  }

  @Test
  void cholesky_notPositiveDefinite_saysWhichMinor() {
    Matrix a = algebra.allocate(Precision.DOUBLE, 3, 3);
    a.write(0, 3, new double[] {1, 0, 0, 0, 1, 0, 0, 2, 1});

    assertThat(algebra.cholesky(a)).isEqualTo(3);
  }

  @Test
  void clear_ofNotANumber_isZero() {
    Matrix a = algebra.allocate(Precision.DOUBLE, 2, 2);
    a.write(0, 2, new double[] {Double.NaN, 1, Double.POSITIVE_INFINITY, 2});

    algebra.clear(a.view(0, 0, 2, 1));

    assertThat(values(a)).isDeepEqualTo(new double[][] {{0, 1}, {0, 2}});
  }

  @Test
  void addDiagonalAndScaleRows_ofAView_leaveTheRestAlone() {
    Matrix whole = filled(4, 4);
    double[][] before = values(whole);

    algebra.addDiagonal(whole.view(1, 1, 2, 2), 5);
    algebra.scaleRows(new double[] {2}, whole.view(0, 0, 1, 2));

    double[][] after = values(whole);
    assertThat(after[1][1]).isCloseTo(before[1][1] + 5, within(1e-14));
    assertThat(after[2][2]).isCloseTo(before[2][2] + 5, within(1e-14));
    assertThat(after[0][1]).isCloseTo(2 * before[0][1], within(1e-14));
    assertThat(after[0][2]).isEqualTo(before[0][2]);
    assertThat(after[2][1]).isEqualTo(before[2][1]);
    assertThat(after[3][3]).isEqualTo(before[3][3]);
  }

  @Test
  void view_beyondTheMatrix_isRefused() {
    assertThatThrownBy(() -> filled(3, 3).view(2, 0, 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void parallel_nested_doesEveryPieceOnceAndNoSlotTwiceAtATime() {
    AtomicIntegerArray done = new AtomicIntegerArray(40);
    AtomicIntegerArray busy = new AtomicIntegerArray(algebra.threads());

    algebra.parallel(
        8,
        MANY,
        (slot, i) -> {
          assertThat(busy.incrementAndGet(slot)).isEqualTo(1);
          algebra.parallel(5, MANY, (inner, j) -> done.incrementAndGet(i * 5 + j));
          busy.decrementAndGet(slot);
        });

    for (int i = 0; i < done.length(); i++) {
      assertThat(done.get(i)).isEqualTo(1);
    }
  }

  @Test
  void parallel_failingPiece_throwsItsException() {
    assertThatThrownBy(
            () ->
                algebra.parallel(
                    16,
                    MANY,
                    (slot, i) -> {
                      if (i == 11) {
                        throw new NotPositiveDefiniteException("task age", 1);
                      }
                    }))
        .isInstanceOf(NotPositiveDefiniteException.class);
  }

  @Test
  void detail_namesTheLibraryAndItsCore() {
    assertThat(algebra.detail())
        .startsWith("OpenBLAS 0.3")
        .contains(" core ")
        .endsWith("3 threads");
  }

  private Matrix filled(int rows, int cols) {
    Matrix matrix = algebra.allocate(Precision.DOUBLE, rows, cols);
    double[] values = new double[rows * cols];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble(-1, 1);
    }
    matrix.write(0, rows, values);
    return matrix;
  }

  private static double[][] values(Matrix matrix) {
    double[][] values = new double[matrix.rows()][matrix.cols()];
    for (int i = 0; i < values.length; i++) {
      matrix.read(i, 1, values[i]);
    }
    return values;
  }
}
