package org.bayesagg.math.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.CpuAlgebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LowerRowsTest {
  @ParameterizedTest
  @CsvSource({"1, SINGLE", "1, DOUBLE", "7, DOUBLE", "200, SINGLE", "333, DOUBLE", "333, SINGLE"})
  void load_saved_sameLowerTriangleAndZerosAbove(int size, Precision precision) {
    try (Algebra algebra = CpuAlgebra.create(1);
        Matrix from = algebra.allocate(precision, size, size);
        Matrix to = algebra.allocate(precision, size, size)) {
      float[] values = random(size);
      write(from, values);
      write(to, random(size));
      StateBytes state = new StateBytes();
      LowerRows rows = new LowerRows();
      rows.save(from, state);
      assertThat(state.bytes()).hasSize((int) LowerRows.bytes(precision, size));
      rows.load(StateBytes.input(state.bytes()), to, "matrix");
      float[] read = read(to);
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          assertThat(read[i * size + j]).isEqualTo(j > i ? 0 : values[i * size + j]);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void load_notFinite_says(Precision precision) {
    try (Algebra algebra = CpuAlgebra.create(1);
        Matrix matrix = algebra.allocate(precision, 3, 3)) {
      float[] values = random(3);
      values[6] = Float.NaN;
      write(matrix, values);
      StateBytes state = new StateBytes();
      new LowerRows().save(matrix, state);
      assertThatThrownBy(
              () -> new LowerRows().load(StateBytes.input(state.bytes()), matrix, "its name"))
          .isInstanceOf(CorruptStateException.class)
          .hasMessageContaining("its name");
    }
  }

  private static float[] random(int size) {
    SplittableRandom random = new SplittableRandom(size);
    float[] values = new float[size * size];
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) random.nextDouble(1, 2);
    }
    return values;
  }

  private static void write(Matrix matrix, float[] values) {
    if (matrix.precision() == Precision.SINGLE) {
      matrix.write(0, matrix.rows(), values, 0);
      return;
    }
    double[] wide = new double[values.length];
    for (int j = 0; j < wide.length; j++) {
      wide[j] = values[j];
    }
    matrix.write(0, matrix.rows(), wide);
  }

  private static float[] read(Matrix matrix) {
    float[] values = new float[matrix.rows() * matrix.cols()];
    if (matrix.precision() == Precision.SINGLE) {
      matrix.read(0, matrix.rows(), values, 0);
      return values;
    }
    double[] wide = new double[values.length];
    matrix.read(0, matrix.rows(), wide);
    for (int j = 0; j < wide.length; j++) {
      values[j] = (float) wide[j];
    }
    return values;
  }
}
