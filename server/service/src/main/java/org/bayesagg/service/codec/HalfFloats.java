package org.bayesagg.service.codec;

/**
 * IEEE 754 binary16 and bfloat16 to and from {@code float}.
 *
 * <p>Every 16-bit value is exact as a float. The way back rounds to nearest, ties to even; what is
 * too large becomes infinite, what is too small becomes zero, signs and NaN are kept.
 */
final class HalfFloats {
  /** Moves binary16's exponent bias of 15 to binary32's of 127. */
  private static final float BIAS_SHIFT = 0x1p112f;

  private static final float SMALLEST_NORMAL_F16 = 0x1p-14f;

  /** Halfway between the largest binary16 and the next power of two: rounds to infinity. */
  private static final float OVERFLOW_F16 = 65520f;

  private HalfFloats() {}

  static float fromF16(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7fff;
    if (magnitude >= 0x7c00) {
      return Float.intBitsToFloat(sign | 0x7f800000 | ((magnitude & 0x3ff) << 13));
    }
    // Exact for subnormals too: the product of two powers of two and ten bits.
    float value = Float.intBitsToFloat(magnitude << 13) * BIAS_SHIFT;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
  }

  static short toF16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    float absolute = Float.intBitsToFloat(magnitude);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (absolute >= OVERFLOW_F16) {
      return (short) (sign | 0x7c00);
    }
    if (absolute < SMALLEST_NORMAL_F16) {
      return (short) (sign | (int) Math.rint(absolute * 0x1p24));
    }
    int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return (short) (sign | ((rounded - (112 << 23)) >>> 13));
  }

  static float fromBf16(short brain) {
    return Float.intBitsToFloat(brain << 16);
  }

  static short toBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
