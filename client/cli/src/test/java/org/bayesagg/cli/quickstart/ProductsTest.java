package org.bayesagg.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductsTest {
  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,2", "4,8,16", "7,10,33", "128,31,10"})
  void addProduct_anyShape_equalsTheDefinition(int n, int k, int m) {
    Random random = new Random(n + k + m);
    float[] a = gaussian(n * k, random);
    float[] b = gaussian(k * m, random);
    float[] c = gaussian(n * m, random);
    float[] before = c.clone();

    Products.addProduct(a, b, c, n, k, m);

    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        double expected = before[i * m + j];
        for (int p = 0; p < k; p++) {
          expected += (double) a[i * k + p] * b[p * m + j];
        }
        assertThat((double) c[i * m + j]).isCloseTo(expected, within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,2", "4,8,16", "7,10,33", "130,31,10"})
  void addTransposedProduct_anyShape_equalsTheDefinition(int n, int k, int m) {
    Random random = new Random(n + k + m);
    float[] a = gaussian(n * k, random);
    float[] b = gaussian(n * m, random);
    float[] c = gaussian(k * m, random);
    float[] before = c.clone();

    Products.addTransposedProduct(a, b, c, n, k, m);

    for (int p = 0; p < k; p++) {
      for (int j = 0; j < m; j++) {
        double expected = before[p * m + j];
        for (int i = 0; i < n; i++) {
          expected += (double) a[i * k + p] * b[i * m + j];
        }
        assertThat((double) c[p * m + j]).isCloseTo(expected, within(1e-4));
      }
    }
  }

  @Test
  void transposed_rectangle_swapsRowsAndColumns() {
    assertThat(Products.transposed(new float[] {1, 2, 3, 4, 5, 6}, 2, 3))
        .containsExactly(1, 4, 2, 5, 3, 6);
  }

  private static float[] gaussian(int length, Random random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      // Some zeros, which the products skip.
      values[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
    }
    return values;
  }
}
