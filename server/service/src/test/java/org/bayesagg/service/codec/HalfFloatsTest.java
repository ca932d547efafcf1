package org.bayesagg.service.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatsTest {
  @ParameterizedTest
  @CsvSource({
    "0x0000, 0.0",
    "0x8000, -0.0",
    "0x3c00, 1",
    "0xc000, -2",
    "0x7bff, 65504",
    "0x0400, 0x1p-14",
    "0x0001, 0x1p-24",
    "0x83ff, -0x3.ffp-16",
    "0x7c00, Infinity",
    "0xfc00, -Infinity",
    "0x3555, 0.333251953125"
  })
  void f16_knownValues(String bits, String value) {
    short half = (short) (int) Integer.decode(bits);
    float expected =
        Float.parseFloat(value.contains("x") ? value + (value.contains("p") ? "" : "p0") : value);
    assertThat(HalfFloats.fromF16(half)).isEqualTo(expected);
    assertThat(HalfFloats.toF16(expected)).isEqualTo(half);
  }

  @Test
  void f16_everyBitPattern_comesBack() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float value = HalfFloats.fromF16((short) bits);
      boolean nan = (bits & 0x7fff) > 0x7c00;
      assertThat(Float.isNaN(value)).isEqualTo(nan);
      if (nan) {
        assertThat(HalfFloats.fromF16(HalfFloats.toF16(value))).isNaN();
      } else {
        assertThat(HalfFloats.toF16(value)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void bf16_everyBitPattern_comesBack() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float value = HalfFloats.fromBf16((short) bits);
      if (Float.isNaN(value)) {
        assertThat(HalfFloats.fromBf16(HalfFloats.toBf16(value))).isNaN();
      } else {
        assertThat(HalfFloats.toBf16(value)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void toF16_anyFloat_takesTheNearest() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      float value = (float) Math.scalb(random.nextGaussian(), random.nextInt(44) - 28);
      short half = HalfFloats.toF16(value);
      if (Math.abs(value) < 65504) {
        assertNearest(value, HalfFloats.fromF16(half), HalfFloats.fromF16((short) (half - 1)));
        assertNearest(value, HalfFloats.fromF16(half), HalfFloats.fromF16((short) (half + 1)));
      }
    }
  }

  @Test
  void toBf16_anyFloat_takesTheNearest() {
    Random random = new Random(2);
    for (int i = 0; i < 200_000; i++) {
      float value = (float) Math.scalb(random.nextGaussian(), random.nextInt(200) - 100);
      short brain = HalfFloats.toBf16(value);
      assertNearest(value, HalfFloats.fromBf16(brain), HalfFloats.fromBf16((short) (brain - 1)));
      assertNearest(value, HalfFloats.fromBf16(brain), HalfFloats.fromBf16((short) (brain + 1)));
    }
  }

  @Test
  void toF16_ties_goToEven() {
    assertThat(HalfFloats.toF16(0x1.002p0f)).isEqualTo((short) 0x3c00);
    assertThat(HalfFloats.toF16(0x1.006p0f)).isEqualTo((short) 0x3c02);
    assertThat(HalfFloats.toF16(0x1p-25f)).isEqualTo((short) 0);
    assertThat(HalfFloats.toF16(0x3p-25f)).isEqualTo((short) 2);
  }

  @Test
  void toF16_tooLarge_isInfinite() {
    assertThat(HalfFloats.fromF16(HalfFloats.toF16(65519f))).isEqualTo(65504f);
    assertThat(HalfFloats.fromF16(HalfFloats.toF16(65520f))).isInfinite();
    assertThat(HalfFloats.fromF16(HalfFloats.toF16(-1e30f))).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void toBf16_ties_goToEven() {
    assertThat(HalfFloats.toBf16(0x1.01p0f)).isEqualTo((short) 0x3f80);
    assertThat(HalfFloats.toBf16(0x1.03p0f)).isEqualTo((short) 0x3f82);
    assertThat(HalfFloats.fromBf16(HalfFloats.toBf16(Float.MAX_VALUE))).isInfinite();
  }

  private static void assertNearest(float value, float taken, float neighbour) {
    if (!Float.isNaN(neighbour)) {
      double distance = Math.abs((double) value - taken);
      assertThat(distance).isLessThanOrEqualTo(Math.abs((double) value - neighbour));
    }
  }
}
