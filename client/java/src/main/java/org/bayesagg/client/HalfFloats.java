package org.bayesagg.client;

/**
 * Conversions between binary32 and the two 16-bit formats, rounding to the nearest value and to
 * even in the middle.
 */
final class HalfFloats {
  private static final float F16_SMALLEST_NORMAL = 0x1p-14f;

  private HalfFloats() {}

  /** binary32 to bfloat16; overflow becomes infinity, NaN stays NaN. */
  static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short)
          ((bits >>> 16) | 0x40); // a payload in the lower half must not round to infinity
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** bfloat16 to binary32, exactly. */
  static float fromBfloat16(short value) {
    return Float.intBitsToFloat(value << 16);
  }

  /** binary32 to binary16; overflow becomes infinity, NaN stays NaN. */
  static short toFloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float size = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (size < F16_SMALLEST_NORMAL) {
      // Subnormal results are multiples of 2^-24; rint rounds half to even.
      return (short) (sign | (int) Math.rint(size * 0x1p24));
    }
    // Re-bias the exponent; a carry out of the rounded mantissa runs into it, as it should.
    int magnitude = (bits & 0x7fffffff) - ((127 - 15) << 23);
    int rounded = (magnitude + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
    return (short) (sign | (size >= 65520f ? 0x7c00 : rounded));
  }

  /** binary16 to binary32, exactly. */
  static float fromFloat16(short value) {
    int magnitude = value & 0x7fff;
    float size;
    if (magnitude >= 0x7c00) {
      size = Float.intBitsToFloat(0x7f800000 | (magnitude & 0x3ff) << 13);
    } else if (magnitude < 0x400) {
      size = magnitude * 0x1p-24f;
    } else {
      size = Float.intBitsToFloat((magnitude << 13) + ((127 - 15) << 23));
    }
    return value < 0 ? -size : size;
  }
}
