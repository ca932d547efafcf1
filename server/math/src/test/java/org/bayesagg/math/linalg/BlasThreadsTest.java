package org.bayesagg.math.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.openblas.global.openblas;
import org.junit.jupiter.api.Test;

class BlasThreadsTest {
  @Test
  void create_thenMatrices_blasKeepsOneThread() {
    openblas.blas_set_num_threads(2);
    try (CpuAlgebra algebra = CpuAlgebra.create(2);
        Matrix matrix = algebra.allocate(Precision.DOUBLE, 3, 3)) {
      assertThat(matrix.rows()).isEqualTo(3);
      assertThat(openblas.blas_get_num_threads()).isEqualTo(1);
    }
  }
}
