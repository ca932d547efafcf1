package org.bayesagg.math.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes of one block and of several, with a last one that is not full, in both precisions. */
class TrianglesTest {
  private final Algebra algebra = CpuAlgebra.create(3);

  static Stream<Arguments> shapes() {
    return Stream.of(Precision.values())
        .flatMap(
            precision -> Stream.of(1, 7, 128, 300, 328, 517).map(q -> Arguments.of(precision, q)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void gram_anySize_isTheSumOfOuterProducts(Precision precision, int q) {
    double[][] x = random(23, q);
    double[][] before = random(q, q);
    Matrix c = matrix(precision, before);

    algebra.gram(2, matrix(precision, x), 0.5, c);

    double[][] result = values(c);
    double[][] expected = times(transposed(x), x);
    for (int i = 0; i < q; i++) {
      for (int j = 0; j < q; j++) {
        expected[i][j] = j <= i ? 2 * expected[i][j] + 0.5 * before[i][j] : before[i][j];
      }
    }
    close(result, expected, precision);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void factorAndInverse_anySize_makeTheMatrixAndTheIdentity(Precision precision, int q) {
    double[][] a = precisionMatrix(q);
    Matrix factor = matrix(precision, a);
    assertThat(algebra.cholesky(factor)).isZero();
    double[][] l = lower(values(factor));
    close(times(l, transposed(l)), a, precision);

    Matrix inverse = matrix(precision, random(q, q));
    algebra.invertTriangle(factor, inverse);

    double[][] w = values(inverse);
    close(times(l, w), identity(q), precision);
    for (int i = 0; i < q; i++) {
      for (int j = i + 1; j < q; j++) {
        assertThat(w[i][j]).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void solveSubstituteMultiply_anySize_undoTheFactor(Precision precision, int q) {
    double[][] a = precisionMatrix(q);
    Matrix factor = matrix(precision, a);
    algebra.cholesky(factor);
    double[][] l = lower(values(factor));
    double[][] x = random(70, q);

    Matrix rows = matrix(precision, x);
    algebra.solve(factor, rows);
    close(times(values(rows), a), x, precision);

    Matrix columns = matrix(precision, transposed(x));
    algebra.substitute(factor, false, columns);
    close(times(l, values(columns)), transposed(x), precision);
    columns = matrix(precision, transposed(x));
    algebra.substitute(factor, true, columns);
    close(times(transposed(l), values(columns)), transposed(x), precision);

    Matrix inverse = algebra.allocate(precision, q, q);
    algebra.invertTriangle(factor, inverse);
    Matrix product = matrix(precision, x);
    algebra.multiplyTriangle(inverse, true, product);
    close(times(values(product), transposed(l)), x, precision);
    product = matrix(precision, x);
    algebra.multiplyTriangle(inverse, false, product);
    close(times(values(product), l), x, precision);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 300, 517})
  void wideProducts_ofSingleInputs_areExactToFloat64(int p) {
    for (int o : new int[] {1, 3}) {
      Matrix x = matrix(Precision.SINGLE, random(150, p + 2)).view(0, 1, 150, p);
      double[][] inputs = values(x);
      double[][] b = random(o, p);
      double[][] a = random(150, o);
      Matrix product = algebra.allocate(Precision.DOUBLE, 150, o);
      Matrix sum = algebra.allocate(Precision.DOUBLE, o, p);

      algebra.wideProduct(x, matrix(Precision.DOUBLE, b), product);
      algebra.wideSum(-2, matrix(Precision.DOUBLE, a), x, sum);

      close(values(product), times(inputs, transposed(b)), Precision.DOUBLE);
      double[][] expected = times(transposed(a), inputs);
      for (double[] row : expected) {
        for (int j = 0; j < p; j++) {
          row[j] *= -2;
        }
      }
      close(values(sum), expected, Precision.DOUBLE);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void rowDots_viewsOfWiderMatrices_areTheRowsProducts(Precision precision, int q) {
    double[][] a = random(70, q + 3);
    double[][] b = random(71, q + 3);
    double[] dots = new double[71];

    algebra.rowDots(
        matrix(precision, a).view(0, 2, 70, q), matrix(precision, b).view(1, 1, 70, q), dots, 1);

    for (int i = 0; i < 70; i++) {
      double expected = 0;
      for (int j = 0; j < q; j++) {
        expected += a[i][j + 2] * b[i + 1][j + 1];
      }
      assertThat(dots[i + 1])
          .isCloseTo(expected, within(q * (precision == Precision.SINGLE ? 1e-6 : 1e-14)));
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void addLowerCopyMirror_mixedPrecisions_areRightInTheLowerTriangle(Precision precision, int q) {
    double[][] a = random(q, q);
    double[][] b = random(q, q);
    for (Precision other : Precision.values()) {
      Matrix to = matrix(precision, a);
      algebra.addLower(0.25, to, matrix(other, b));
      double[][] expected = new double[q][q];
      for (int i = 0; i < q; i++) {
        for (int j = 0; j < q; j++) {
          expected[i][j] = j <= i ? 0.25 * a[i][j] + b[i][j] : 0;
        }
      }
      close(lower(values(to)), expected, Precision.SINGLE);
      Matrix copy = algebra.allocate(other, q, q);
      algebra.copy(to, copy);
      close(values(copy), values(to), Precision.SINGLE);
      algebra.mirror(copy);
      double[][] symmetric = values(copy);
      close(symmetric, transposed(symmetric), Precision.DOUBLE);
      close(lower(symmetric), lower(values(to)), Precision.SINGLE);
    }
  }

  private double[][] precisionMatrix(int q) {
    double[][] x = random(q, q);
    double[][] a = times(transposed(x), x);
    for (int i = 0; i < q; i++) {
      a[i][i] += q;
    }
    return a;
  }

  private static double[][] random(int rows, int cols) {
    SplittableRandom random = new SplittableRandom(rows * 1000L + cols);
    double[][] values = new double[rows][cols];
    for (double[] row : values) {
      for (int j = 0; j < cols; j++) {
        row[j] = random.nextDouble(-1, 1);
      }
    }
    return values;
  }

  private Matrix matrix(Precision precision, double[][] values) {
    Matrix matrix = algebra.allocate(Precision.DOUBLE, values.length, values[0].length);
    for (int i = 0; i < values.length; i++) {
      matrix.write(i, 1, values[i]);
    }
    Matrix result = algebra.allocate(precision, values.length, values[0].length);
    algebra.copy(matrix, result);
    return result;
  }

  private double[][] values(Matrix matrix) {
    Matrix wide = algebra.allocate(Precision.DOUBLE, matrix.rows(), matrix.cols());
    algebra.copy(matrix, wide);
    double[][] values = new double[matrix.rows()][matrix.cols()];
    for (int i = 0; i < values.length; i++) {
      wide.read(i, 1, values[i]);
    }
    return values;
  }

  private static double[][] identity(int q) {
    double[][] identity = new double[q][q];
    for (int i = 0; i < q; i++) {
      identity[i][i] = 1;
    }
    return identity;
  }

  private static double[][] lower(double[][] a) {
    double[][] lower = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      System.arraycopy(a[i], 0, lower[i], 0, i + 1);
    }
    return lower;
  }

  private static double[][] transposed(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < t.length; j++) {
        t[j][i] = a[i][j];
      }
    }
    return t;
  }

  private static double[][] times(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < c[i].length; j++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  /** Within 1e-12 (float64) or 2e-5 (float32) of the largest value. */
  private static void close(double[][] actual, double[][] expected, Precision precision) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        largest = Math.max(largest, Math.abs(expected[i][j]));
        difference = Math.max(difference, Math.abs(actual[i][j] - expected[i][j]));
      }
    }
    assertThat(difference).isLessThan((precision == Precision.DOUBLE ? 1e-12 : 2e-5) * largest);
  }
}
