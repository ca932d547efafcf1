package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfFloatsTest {

  @Test
  void float16_everyValueComesBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = HalfFloats.fromFloat16((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(HalfFloats.toFloat16(value)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void bfloat16_everyValueComesBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = HalfFloats.fromBfloat16((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(HalfFloats.toBfloat16(value)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void float16_knownValues() {
    assertThat(HalfFloats.fromFloat16((short) 0x3c00)).isEqualTo(1f);
    assertThat(HalfFloats.fromFloat16((short) 0xc500)).isEqualTo(-5f);
    assertThat(HalfFloats.fromFloat16((short) 0x7bff)).isEqualTo(65504f);
    assertThat(HalfFloats.fromFloat16((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(HalfFloats.fromFloat16((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
  }

  @Test
  void float16_roundsToNearestAndTiesToEven() {
    assertThat(HalfFloats.toFloat16(1f + 0x1p-11f)).isEqualTo((short) 0x3c00);
    assertThat(HalfFloats.toFloat16(1f + 3 * 0x1p-11f)).isEqualTo((short) 0x3c02);
    assertThat(HalfFloats.toFloat16(1f + 0x1.01p-11f)).isEqualTo((short) 0x3c01);
    assertThat(HalfFloats.toFloat16(65519.99f)).isEqualTo((short) 0x7bff);
    assertThat(HalfFloats.toFloat16(65520f)).isEqualTo((short) 0x7c00);
    assertThat(HalfFloats.toFloat16(-1e30f)).isEqualTo((short) 0xfc00);
    assertThat(HalfFloats.toFloat16(0x1p-25f)).isEqualTo((short) 0);
    assertThat(HalfFloats.toFloat16(0x1.8p-24f)).isEqualTo((short) 2);
  }

  @Test
  void bothTypes_roundingErrorIsAtMostHalfAStep() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4));
      float half = HalfFloats.fromFloat16(HalfFloats.toFloat16(value));
      float brain = HalfFloats.fromBfloat16(HalfFloats.toBfloat16(value));
      if (Math.abs(value) < 65504) {
        assertThat(Math.abs(half - value))
            .isLessThanOrEqualTo(Math.max(Math.abs(value) * 0x1p-11f, 0x1p-25f));
      }
      assertThat(Math.abs(brain - value)).isLessThanOrEqualTo(Math.abs(value) * 0x1p-8f);
    }
  }

  @Test
  void notANumber_staysOne() {
    float quiet = Float.intBitsToFloat(0x7f800001);
    assertThat(HalfFloats.fromBfloat16(HalfFloats.toBfloat16(quiet))).isNaN();
    assertThat(HalfFloats.fromFloat16(HalfFloats.toFloat16(quiet))).isNaN();
    assertThat(HalfFloats.fromFloat16((short) 0x7e00)).isNaN();
  }
}
