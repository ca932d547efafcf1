package org.bayesagg.math.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkspaceTest {
  @Test
  void matrix_smallerThanBefore_keepsTheMemory() {
    try (Workspace workspace = new Workspace(CpuAlgebra.create(1))) {
      workspace.matrix("a", Precision.DOUBLE, 4, 6).write(0, 1, new double[] {1, 2, 3, 4, 5, 6});

      Matrix again = workspace.matrix("a", Precision.DOUBLE, 3, 2);

      double[] values = new double[6];
      again.read(0, 3, values);
      assertThat(values).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void matrix_largerThanBefore_grows() {
    try (Workspace workspace = new Workspace(CpuAlgebra.create(1))) {
      workspace.matrix("a", Precision.DOUBLE, 1, 1);

      Matrix larger = workspace.matrix("a", Precision.DOUBLE, 5, 7);

      assertThat(larger.rows()).isEqualTo(5);
      assertThat(larger.cols()).isEqualTo(7);
      double[] values = new double[35];
      larger.read(0, 5, values);
      assertThat(values).containsOnly(0);
    }
  }

  @Test
  void matrix_ofBothPrecisions_areDifferentOnes() {
    try (Workspace workspace = new Workspace(CpuAlgebra.create(1))) {
      workspace.matrix("a", Precision.DOUBLE, 1, 2).write(0, 1, new double[] {1, 2});
      workspace.matrix("a", Precision.SINGLE, 1, 2).write(0, 1, new float[] {3, 4}, 0);

      double[] values = new double[2];
      workspace.matrix("a", Precision.DOUBLE, 1, 2).read(0, 1, values);
      assertThat(values).containsExactly(1, 2);
    }
  }

  @Test
  void floatsAndDoubles_smallerThanBefore_areTheSameArrays() {
    try (Workspace workspace = new Workspace(CpuAlgebra.create(1))) {
      assertThat(workspace.floats("a", 3)).isSameAs(workspace.floats("a", 2));
      assertThat(workspace.doubles("a", 3)).isSameAs(workspace.doubles("a", 2));
      assertThat(workspace.doubles("a", 4)).hasSize(4);
    }
  }
}
